import { AUDIT, isSimpulError, SimpulError } from '@simpul/errors';
import type { Halt } from './workers/log-thread.ts';

/** The error with which a log answers that has halted. */
export function asHalted(error: unknown, part: Halt['part']): SimpulError {
  if (isSimpulError(error, AUDIT.HALTED)) return error;
  const reason = isSimpulError(error) ? error.message : `the ${part} failed`;
  return new SimpulError(AUDIT.HALTED, { params: { reason }, cause: error });
}
