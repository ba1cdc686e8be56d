/** What a thread does: by kind, what is asked of it and what it answers. */
export type Jobs = Readonly<Record<string, { readonly asked: unknown; readonly answer: unknown }>>;

/** An error that crosses between threads: its code, and what fills its message. */
export interface JobError {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** What a thread says: that it is there, and then one answer for each job. */
export type JobAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly error: JobError };
