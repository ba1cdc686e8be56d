import type { BusClient } from '@simpul/bus';
import type { Action, Params, Result } from '@simpul/contracts';
import { BUS, HTTP, isSimpulError, SimpulError } from '@simpul/errors';

/**
 * Calls an action with params that a caller wrote.
 * @throws SimpulError `SIMPUL_HTTP_BAD_REQUEST` where they break its contract, and what the action throws
 */
export async function callForCaller<A extends Action>(
  client: BusClient,
  action: A,
  params: unknown,
): Promise<Result<A>> {
  try {
    return await client.call(action, params as Params<A>);
  } catch (error) {
    if (!isSimpulError(error, BUS.PARAMS_INVALID)) throw error;
    const { place, rule } = error.params;
    throw new SimpulError(HTTP.BAD_REQUEST, { params: { reason: `${place} breaks the rule ${rule}` }, cause: error });
  }
}

/** The members of a JSON body; none where it is no object. */
export function membersOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
}
