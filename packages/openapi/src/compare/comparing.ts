import { type Direction, type Report } from './report.ts';
import { compareSchemas } from './schema/compare-schemas.ts';
import { Scope } from './schema/scope.ts';
import { conjunction } from './schema/view.ts';
import { member, type Part } from './side.ts';

/** What a comparison of contracts shares. */
export interface Comparing {
  readonly report: Report;
  readonly effort: { pairs: number };
}

/** A path of a contract. */
export interface PathPair {
  readonly template: string;
  readonly item: Part;
  /** Of its parameters, in order. */
  readonly names: readonly string[];
}

/** An operation of a contract. */
export interface OperationSide {
  readonly path: PathPair;
  readonly part: Part;
}

/** The same operation in both contracts. */
export interface OperationPair {
  readonly before: OperationSide;
  readonly after: OperationSide;
  /** `GET /permits/{nomor}`. */
  readonly what: string;
}

/** Compares the `schema` members of two objects; one that is absent allows everything. */
export function compareSchemaMembers(before: Part, after: Part, direction: Direction, comparing: Comparing): void {
  const scope = new Scope({ ...comparing, direction, comparison: compareSchemas }, new Set());
  scope.compare(conjunction([member(before, 'schema')]), conjunction([member(after, 'schema')]));
}
