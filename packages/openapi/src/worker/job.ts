import type { ContractComparison } from '../compare/change.ts';
import type { OpenApiDocument } from '../open-api-document.ts';
import type { Examination } from './examine.ts';

/** What is asked of the thread. */
export type Job =
  | { readonly kind: 'examine'; readonly source: Uint8Array | string }
  | { readonly kind: 'compare'; readonly before: string; readonly after: string }
  | { readonly kind: 'read'; readonly text: string };

/** What each kind of job answers. */
export interface JobResults {
  readonly examine: Examination;
  readonly compare: ContractComparison;
  readonly read: OpenApiDocument;
}

/** An error that crosses between threads: its code, and what fills its message. */
export interface JobError {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** What the thread says: that it is there, and then one answer for each job. */
export type JobAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly result: JobResults[Job['kind']] }
  | { readonly kind: 'error'; readonly error: JobError };
