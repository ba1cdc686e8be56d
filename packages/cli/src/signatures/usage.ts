import { SimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';

/** The error for what the command line or a file that it names says. */
export function usage(reason: string): SimpulError {
  return new SimpulError(CLI.USAGE, { params: { reason } });
}
