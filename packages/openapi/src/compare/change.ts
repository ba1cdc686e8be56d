import type { Wording } from '../finding.ts';

/** What a change means for a consumer that keeps to the contract before it. */
export const SEVERITIES = ['breaking', 'unknown', 'compatible'] as const;
/** `unknown`: the documents alone cannot tell, so it is treated as breaking. */
export type Severity = (typeof SEVERITIES)[number];

/** A method and a path as a contract writes them. */
export interface TouchedOperation {
  /** Upper case. */
  readonly method: string;
  /** As the contract before writes it, or the one after where the operation is new. */
  readonly path: string;
}

/** One difference between two contracts of a service. */
export interface ContractChange {
  /** Name of the rule, for programs: `operation-removed`, `property-required`, … */
  readonly rule: string;
  readonly severity: Severity;
  /** JSON Pointers (RFC 6901) into the two documents; absent where the part does not exist there. */
  readonly where: { readonly before?: string; readonly after?: string };
  /** What it touches, each once; empty for what belongs to no operation. */
  readonly operations: readonly TouchedOperation[];
  readonly text: Wording;
}

/** The differences between two contracts of a service. */
export interface ContractComparison {
  /** Whether any change is not `compatible`. */
  readonly breaking: boolean;
  /** What breaks first, then by place. */
  readonly changes: readonly ContractChange[];
}
