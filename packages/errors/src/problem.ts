import type { Fault, SimpulError } from './simpul-error.ts';

/** The body of an answer outside `/r1` (RFC 9457), with our stable `code`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  /** Stands in the process's log. */
  readonly instance: string;
  /** Each thing that is wrong with what was sent. */
  readonly errors?: readonly Fault[];
}

export const PROBLEM_TYPE = 'application/problem+json';

/** Renders an error as problem+json. `incident` is the id under which the log holds it. */
export function toProblem(error: SimpulError, incident: string, language: 'en' | 'id'): Problem {
  return {
    type: 'about:blank',
    title: error.messageIn(language),
    status: error.definition.status,
    code: error.code,
    instance: `urn:uuid:${incident}`,
    ...(error.faults.length === 0 ? {} : { errors: error.faults }),
  };
}
