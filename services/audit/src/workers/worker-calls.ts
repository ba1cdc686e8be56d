import type { ThreadError } from './worker-error.ts';

/** What a worker thread does for its owner: functions of one argument that structured cloning can carry. */
export type WorkerMethods = Readonly<Record<string, (argument: never) => Promise<unknown>>>;

export interface CallMessage {
  readonly call: number;
  readonly method: string;
  readonly argument: unknown;
}

export type AnswerMessage =
  { readonly call: number; readonly result: unknown } | { readonly call: number; readonly error: ThreadError };
