import { CONTRACT, SimpulError } from '@simpul/errors';

/** The registered contract cannot be used; `reason` is short and may name parts of the contract, never of a request. */
export function unusable(reason: string, cause?: unknown): SimpulError {
  return new SimpulError(CONTRACT.UNUSABLE, { params: { reason }, cause });
}
