import { SimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';

/** The error for a data folder with which a witness must not go on. */
export function halted(folder: string, reason: string, cause?: unknown): SimpulError {
  return new SimpulError(CLI.WITNESS_HALTED, { params: { folder, reason }, cause });
}
