import { toPointer } from '../json-pointer.ts';
import type { DataPath } from '../read/source-map.ts';
import {
  type ContractChange,
  type ContractComparison,
  SEVERITIES,
  type Severity,
  type TouchedOperation,
} from './change.ts';
import { type ChangeRule, RULES } from './rules.ts';

/** Which way a message goes. */
export type Direction = 'request' | 'response';

/**
 * What a change does to the values that a schema allows: fewer, more, or what cannot be told. `neutral` changes no
 * message.
 */
export type Effect = 'narrowed' | 'widened' | 'unclear' | 'neutral';

/** Where a change stands in the two documents. */
export interface Places {
  readonly before?: DataPath | undefined;
  readonly after?: DataPath | undefined;
}

export interface Remark {
  readonly rule: ChangeRule;
  readonly severity: Severity;
  readonly places: Places;
  /** Fills `{what}` of the rule's text: a name or value that stands in the contract. */
  readonly what?: string;
}

/** Longest `{what}` of a text, in characters. */
const MAX_WHAT_LENGTH = 120;

/**
 * What a change of allowed values means for a consumer: it makes requests, so it must not be allowed fewer; it takes
 * answers, so it must not meet more.
 */
export function severityOf(effect: Effect, direction: Direction): Severity {
  if (effect === 'unclear') return 'unknown';
  const breaks = direction === 'request' ? 'narrowed' : 'widened';
  return effect === breaks ? 'breaking' : 'compatible';
}

/** Collects changes: one that several operations share is told once, with all of them. */
export class Report {
  readonly #changes = new Map<string, { readonly change: ContractChange; readonly operations: TouchedOperation[] }>();
  /** What the following remarks touch. */
  operation: TouchedOperation | undefined;

  add({ rule, severity, places, what = '' }: Remark): void {
    const where = {
      ...(places.before && { before: toPointer(places.before) }),
      ...(places.after && { after: toPointer(places.after) }),
    };
    const key = JSON.stringify([rule, severity, where.before, where.after, what]);
    let found = this.#changes.get(key);
    if (found === undefined) {
      const operations: TouchedOperation[] = [];
      found = { change: { rule, severity, where, operations, text: textOf(rule, what) }, operations };
      this.#changes.set(key, found);
    }
    const { operation } = this;
    const isNew = !found.operations.some(({ method, path }) => method === operation?.method && path === operation.path);
    if (operation && isNew) found.operations.push(operation);
  }

  get isBreaking(): boolean {
    return [...this.#changes.values()].some(({ change }) => change.severity !== 'compatible');
  }

  get size(): number {
    return this.#changes.size;
  }

  toComparison(): ContractComparison {
    const changes = [...this.#changes.values()].map(({ change }) => change);
    return {
      breaking: this.isBreaking,
      changes: changes.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)),
    };
  }
}

function textOf(rule: ChangeRule, what: string): ContractChange['text'] {
  const shown = what.length > MAX_WHAT_LENGTH ? `${what.slice(0, MAX_WHAT_LENGTH)}…` : what;
  const { en, id } = RULES[rule];
  return { en: en.replace('{what}', () => shown), id: id.replace('{what}', () => shown) };
}
