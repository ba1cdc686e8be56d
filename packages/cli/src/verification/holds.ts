import { SimpulError } from '@simpul/errors';
import { TlogError } from '@simpul/tlog';
import { CLI } from '../errors.ts';

/**
 * Runs a check; data that breaks a rule of the log ends the command.
 *
 * @param what the thing that is checked, for the message
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED`
 */
export async function holds<T>(what: string, check: () => T | Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof TlogError) throw failed(what, error.message, error);
    throw error;
  }
}

/** The error for something that does not hold. */
export function failed(what: string, reason: string, cause?: unknown): SimpulError {
  return new SimpulError(CLI.VERIFICATION_FAILED, { params: { what, reason }, cause });
}
