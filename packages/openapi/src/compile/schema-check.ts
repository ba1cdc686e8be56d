import type { Violation } from './violation.ts';

/** Checks a value that was `bytes` long. @throws SimpulError `CONTRACT.UNUSABLE` where the schema could not be compiled */
export type SchemaCheck = (value: unknown, bytes: number) => Violation | undefined;

/** Gives the check of a schema of a contract. */
export interface SchemaChecks {
  /** @throws SimpulError `CONTRACT.UNUSABLE` */
  check(schema: unknown): SchemaCheck;
}

/**
 * Checks of schemas as source text, which crosses from a thread that compiles to one that must not stop for it. It sets
 * `exports.c0`, `exports.c1`, … in the order in which they were asked for; one whose schema cannot be compiled is missing.
 * It names `require`, for parts of the library, and `checks`, which are `CheckFunctions`.
 */
export type SchemaCode = string;

/** What keywords of ours do, under the names that the code calls them by. */
export interface CheckFunctions {
  /** Counts a followed reference. */
  step(): void;
  areUnique(items: readonly unknown[]): boolean;
  isOneOf(values: readonly unknown[]): (value: unknown) => boolean;
  linearPattern(pattern: string): { test(text: string): boolean };
}
