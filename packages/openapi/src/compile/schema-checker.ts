import type { ErrorObject } from 'ajv';
import { createRequire } from 'node:module';
import { canonicalJson } from '../canonical-json.ts';
import { BASE_EFFORT, EFFORT_PER_BYTE } from '../limits.ts';
import { linearPattern, type LinearPattern } from './linear-pattern.ts';
import type { CheckFunctions, SchemaCheck, SchemaChecks, SchemaCode } from './schema-check.ts';
import { areUnique } from './unique-items.ts';
import { unusable } from './unusable.ts';
import { toViolation } from './violation.ts';

/** A check as the code makes it. */
interface Validate {
  (value: unknown): boolean;
  readonly errors?: readonly ErrorObject[] | null;
}

class EffortSpent extends Error {}

const require = createRequire(import.meta.url);

/** Runs the code of checks; each is handed out in its turn. */
export class SchemaChecker implements SchemaChecks {
  readonly #checks: Readonly<Record<string, Validate>> = {};
  readonly #names: ReadonlySet<string>;
  #next = 0;
  #effort = 0;

  /** @param names - of members that the contract gives itself: only these are told of a message */
  constructor(code: SchemaCode, names: ReadonlySet<string>) {
    this.#names = names;
    const functions: CheckFunctions = { step: () => this.#step(), areUnique, isOneOf, linearPattern: patternAtUse };
    // It is made of a contract by `SchemaCompiler`, in this process: a contract's texts are in it only as quoted texts.
    // oxlint-disable-next-line no-implied-eval, no-new-func
    new Function('exports', 'require', 'checks', code)(this.#checks, require, functions);
  }

  /** The next check, in the order in which the code was asked for. */
  check(): SchemaCheck {
    const validate = this.#checks[`c${this.#next++}`];
    if (validate === undefined) return uncompiled;
    return (value, bytes) => {
      this.#effort = BASE_EFFORT + EFFORT_PER_BYTE * bytes;
      try {
        return validate(value) ? undefined : toViolation(validate.errors, value, this.#names);
      } catch (error) {
        // Recursive schemas follow the value's nesting, and may branch at each level.
        if (error instanceof RangeError) return { place: '*', rule: 'depth' };
        if (error instanceof EffortSpent) return { place: '*', rule: 'effort' };
        throw error;
      }
    };
  }

  #step(): void {
    this.#effort -= 1;
    if (this.#effort < 0) throw new EffortSpent();
  }
}

function uncompiled(): never {
  throw unusable('a schema cannot be compiled');
}

function isOneOf(values: readonly unknown[]): (value: unknown) => boolean {
  let known: ReadonlySet<string> | undefined;
  return (value) => (known ??= new Set(values.map(canonicalJson))).has(canonicalJson(value));
}

/** Most patterns of a contract meet no text; the reader has tried each. */
function patternAtUse(pattern: string): Pick<LinearPattern, 'test'> {
  let compiled: LinearPattern | undefined;
  return { test: (text) => (compiled ??= linearPattern(pattern)).test(text) };
}
