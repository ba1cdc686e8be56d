import { CONTRACT_DOOR, SimpulError } from '@simpul/errors';
import type { DataPath } from '../../read/source-map.ts';
import { type Direction, type Effect, Report, type Remark, severityOf } from '../report.ts';
import type { ChangeRule } from '../rules.ts';
import type { Conjunction } from './view.ts';

/** Pairs of schemas that one comparison of contracts may look at; one of many parts counts as many. */
const MAX_PAIRS = 100_000;
/** Pairs that cost as much to copy as one costs to compare. */
const PAIRS_PER_COPY = 50;

/** Compares what two conjunctions allow, and tells the scope what differs. */
export type SchemaComparison = (before: Conjunction, after: Conjunction, scope: Scope) => void;

/** What a scope is made of. */
export interface ScopeOptions {
  readonly report: Report;
  readonly direction: Direction;
  /** For schemas within schemas. */
  readonly comparison: SchemaComparison;
  /** Pairs that were looked at in the whole comparison of contracts. */
  readonly effort: { pairs: number };
}

/** What the comparison of one message's schemas shares: where changes go, and which pairs were looked at. */
export class Scope {
  readonly direction: Direction;
  readonly seen: Set<string>;
  readonly #options: ScopeOptions;

  constructor(options: ScopeOptions, seen: ReadonlySet<string>) {
    this.direction = options.direction;
    this.seen = new Set(seen);
    this.#options = options;
  }

  compare(before: Conjunction, after: Conjunction): void {
    this.#options.comparison(before, after, this);
  }

  /** The same for values that are refused where these are allowed (`not`). */
  get inverted(): Scope {
    const direction = this.direction === 'request' ? 'response' : 'request';
    return new Scope({ ...this.#options, direction }, new Set());
  }

  /** Whether a comparison would find anything that is not compatible; nothing is told. */
  wouldBreak(compare: (trial: Scope) => void): boolean {
    const report = new Report();
    this.spend(this.seen.size / PAIRS_PER_COPY);
    compare(new Scope({ ...this.#options, report }, this.seen));
    return report.isBreaking;
  }

  /** @throws SimpulError `CONTRACT_DOOR.TOO_COSTLY` */
  spend(pairs: number): void {
    const { effort } = this.#options;
    effort.pairs += pairs;
    if (effort.pairs > MAX_PAIRS) {
      throw new SimpulError(CONTRACT_DOOR.TOO_COSTLY, { params: { limit: `${MAX_PAIRS} schemas` } });
    }
  }

  tell(effect: Effect, rule: ChangeRule, places: Remark['places'], what = ''): void {
    this.#options.report.add({ rule, severity: severityOf(effect, this.direction), places, what });
  }

  get changes(): number {
    return this.#options.report.size;
  }
}

/** The places of a keyword in two schemas. */
export function placesOf(
  before: { readonly path: DataPath | undefined },
  after: { readonly path: DataPath | undefined },
): Remark['places'] {
  return { before: before.path, after: after.path };
}
