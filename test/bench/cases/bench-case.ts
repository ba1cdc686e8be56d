import type { LoadResult, Target } from '../load/load.ts';

/** Names of the cases, in the order in which each repetition runs them. */
export const CASES = [
  'provider',
  'bare',
  'simpul-open',
  'simpul-large',
  'simpul-signed',
  'simpul-dpop',
  'bare-tls',
  'simpul-mtls',
] as const;
export type CaseName = (typeof CASES)[number];
/**
 * What a case is compared with: the bare proxy, behind the same TLS where there is any; signed exchanges with unsigned ones, and
 * a region of a thousand services and ten thousand agreements with one of a few.
 */
export const baselineOf = (name: CaseName): CaseName => {
  if (name === 'simpul-signed' || name === 'simpul-large') return 'simpul-open';
  return name === 'bare-tls' || name === 'simpul-mtls' ? 'bare-tls' : 'bare';
};

/** One thing that is measured, running in processes of its own until it is stopped. */
export interface BenchCase<Name extends string = CaseName> {
  readonly name: Name;
  /** Its processes. */
  readonly pids: readonly number[];
  /** Makes the next load ready, outside the measured time. */
  prepare(seconds: number): Promise<Target>;
  /** Waits until nothing is under way, and checks what the load left. @throws BenchFailure */
  settle(result: LoadResult): Promise<void>;
  stop(): Promise<unknown>;
}
