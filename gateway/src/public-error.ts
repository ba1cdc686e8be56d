import { BUS, HTTP, isSimpulError, SimpulError, STORE } from '@simpul/errors';

/** Seconds after which a part of the bus that is away may be back. */
const ASK_AGAIN_S = 1;

/**
 * What of an error a caller may learn.
 * @param dispatched - whether an exchange was given to an exchange node, which may have carried it out
 */
export function publicError(thrown: unknown, dispatched = false): SimpulError {
  if (!isSimpulError(thrown)) return new SimpulError(HTTP.INTERNAL, { cause: thrown });
  const service = serviceAway(thrown);
  if (service === 'exchange' && dispatched) {
    return new SimpulError(HTTP.ANSWER_LOST, { cause: thrown, retryAfter: ASK_AGAIN_S });
  }
  if (service !== undefined) {
    return new SimpulError(HTTP.SERVICE_AWAY, { params: { service }, cause: thrown, retryAfter: ASK_AGAIN_S });
  }
  return thrown.code.startsWith('SIMPUL_BUS_') ? new SimpulError(HTTP.INTERNAL, { cause: thrown }) : thrown;
}

/** The part of the bus that did not answer, or not in time; undefined where that is not what went wrong. */
function serviceAway({ code, params }: SimpulError): string | undefined {
  if (code === BUS.UNAVAILABLE.code) return String(params['service']);
  if (code === BUS.TIMEOUT.code) return String(params['action']).split('.', 1)[0];
  // Its reason may name a server of the house.
  return code === STORE.FAILED.code || code === STORE.BUSY.code ? 'store' : undefined;
}
