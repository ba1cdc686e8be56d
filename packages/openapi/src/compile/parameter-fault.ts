import { CONTRACT, SimpulError } from '@simpul/errors';

/** A parameter breaks the contract; `place` is its name as the contract gives it, `*` for one that it does not know. */
export function parameterFault(place: string, rule: string): SimpulError {
  return new SimpulError(CONTRACT.PARAMETER_INVALID, { params: { place, rule } });
}
