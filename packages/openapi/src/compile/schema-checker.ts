import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { SimpulError } from '@simpul/errors';
import { canonicalJson } from '../canonical-json.ts';
import type { JsonObject } from '../json-object.ts';
import { BASE_EFFORT, EFFORT_PER_BYTE } from '../limits.ts';
import { type LinearPattern, linearPattern } from './linear-pattern.ts';
import { type Direction, SchemaReader, STEP_KEYWORD } from './schema-reader.ts';
import { FORMATS } from './schema-vocabulary.ts';
import { areUnique } from './unique-items.ts';
import { unusable } from './unusable.ts';
import { toViolation, type Violation } from './violation.ts';

/** Checks a value that was `bytes` long. */
export type SchemaCheck = (value: unknown, bytes: number) => Violation | undefined;

class EffortSpent extends Error {}

export interface SchemaCheckerOptions {
  readonly direction: Direction;
  /** Texts become the numbers and booleans that the schema asks for: for parameters, never for bodies. */
  readonly coerce: boolean;
}

/**
 * Checks values by the schemas of one contract (JSON Schema 2020-12). Schemas are read at once, so that an unusable
 * contract is told early, and compiled on first use.
 */
export class SchemaChecker {
  readonly #reader: SchemaReader;
  readonly #compilers: (() => ValidateFunction | SimpulError)[] = [];
  readonly #coerce: boolean;
  #ajv: Ajv2020 | undefined;
  #added = 0;
  #effort = 0;

  constructor(root: JsonObject, { direction, coerce }: SchemaCheckerOptions) {
    this.#reader = new SchemaReader(root, direction);
    this.#coerce = coerce;
  }

  /** @throws SimpulError `CONTRACT.UNUSABLE`, here or at the first check */
  check(schema: unknown): SchemaCheck {
    const read = this.#reader.read(schema);
    let compiled: ValidateFunction | SimpulError | undefined;
    const compile = (): ValidateFunction | SimpulError => (compiled ??= this.#compile(read));
    this.#compilers.push(compile);
    return (value, bytes) => {
      const validate = compile();
      if (validate instanceof SimpulError) throw validate;
      this.#effort = BASE_EFFORT + EFFORT_PER_BYTE * bytes;
      try {
        return validate(value) ? undefined : toViolation(validate.errors, value, this.#reader.names);
      } catch (error) {
        // Recursive schemas follow the value's nesting, and may branch at each level.
        if (error instanceof RangeError) return { place: '*', rule: 'depth' };
        if (error instanceof EffortSpent) return { place: '*', rule: 'effort' };
        throw error;
      }
    };
  }

  /** Makes code for every schema that was read. @throws SimpulError `CONTRACT.UNUSABLE` */
  compileAll(): void {
    for (const compile of this.#compilers) {
      const compiled = compile();
      if (compiled instanceof SimpulError) throw compiled;
    }
  }

  #compile(schema: boolean | JsonObject): ValidateFunction | SimpulError {
    const ajv = (this.#ajv ??= this.#createAjv());
    try {
      for (const [id, target] of [...this.#reader.targets].slice(this.#added)) {
        this.#added += 1;
        ajv.addSchema(target, id);
      }
      return ajv.compile(schema);
    } catch (error) {
      return unusable('a schema cannot be compiled', error);
    }
  }

  #createAjv(): Ajv2020 {
    const { patterns } = this.#reader;
    const compilePattern = (pattern: string): LinearPattern => patterns.get(pattern) ?? linearPattern(pattern);
    const options: Options = {
      strict: false,
      allErrors: false,
      coerceTypes: this.#coerce,
      useDefaults: false,
      removeAdditional: false,
      $data: false,
      // Without it a member named like one of Object.prototype counts as present.
      ownProperties: true,
      meta: false,
      validateSchema: false,
      logger: false,
      code: { regExp: Object.assign(compilePattern, { code: 'linearPattern' }) },
    };
    const ajv = new Ajv2020(options);
    addFormats.default(ajv, [...FORMATS]);
    ajv.addKeyword({
      keyword: STEP_KEYWORD,
      schema: false,
      errors: false,
      before: '$ref',
      validate: () => this.#step(),
    });
    ajv.removeKeyword('uniqueItems');
    ajv.addKeyword({
      keyword: 'uniqueItems',
      type: 'array',
      schemaType: 'boolean',
      errors: false,
      validate: (wanted: boolean, items: readonly unknown[]) => !wanted || areUnique(items),
    });
    // The library's own comparison calls `toString` of the value, which a message may name as it likes.
    for (const keyword of ['enum', 'const']) {
      ajv.removeKeyword(keyword);
      ajv.addKeyword({
        keyword,
        errors: false,
        compile: (stated: unknown) => isOneOf(keyword === 'enum' ? stated : [stated]),
      });
    }
    return ajv;
  }

  #step(): boolean {
    this.#effort -= 1;
    if (this.#effort < 0) throw new EffortSpent();
    return true;
  }
}

function isOneOf(values: unknown): (value: unknown) => boolean {
  const known = new Set((Array.isArray(values) ? values : []).map(canonicalJson));
  return (value) => known.has(canonicalJson(value));
}
