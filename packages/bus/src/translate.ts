import { BUS, isSimpulError, SimpulError } from '@simpul/errors';
import { Errors } from 'moleculer';

/** What Moleculer says of a service that cannot be called, or whose node went while it was asked. */
const UNAVAILABLE = [
  Errors.ServiceNotFoundError,
  Errors.ServiceNotAvailableError,
  Errors.RequestRejectedError,
  Errors.BrokerDisconnectedError,
  Errors.QueueIsFullError,
];

/** Moleculer's own errors become rows of our table; those of the callee pass. */
export function translate(error: unknown, action: string): SimpulError {
  if (isSimpulError(error)) return error;
  if (error instanceof Errors.RequestTimeoutError) {
    return new SimpulError(BUS.TIMEOUT, { params: { action }, cause: error });
  }
  if (UNAVAILABLE.some((kind) => error instanceof kind)) {
    const service = action.slice(0, action.indexOf('.'));
    return new SimpulError(BUS.UNAVAILABLE, { params: { service }, cause: error });
  }
  return new SimpulError(BUS.FAILED, { params: { action }, cause: error });
}
