import type { WorkerMethods } from './worker-calls.ts';
import { WorkerClient } from './worker-client.ts';

export interface Halt {
  readonly part: 'sequencer' | 'signer' | 'reader' | 'start' | 'turn';
  /** A thread has ended, so that the process should: unlike a signer that refuses to sign. */
  readonly isFatal: boolean;
}

/** Told when the log can take no more. */
export type OnHalt = (error: unknown, halt: Halt) => void;

/** Starts a thread of the log; its death halts the log. */
export function startThread<M extends WorkerMethods>(
  part: 'sequencer' | 'signer' | 'reader',
  onHalt: OnHalt,
): WorkerClient<M> {
  const onDeath = (error: Error): void => onHalt(error, { part, isFatal: true });
  return new WorkerClient<M>(new URL(`./${part}-thread.ts`, import.meta.url), { name: `audit-${part}`, onDeath });
}
