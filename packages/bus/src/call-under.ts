import type { Action, Params, Result, ServiceName } from '@simpul/contracts';
import { Errors, type Context, type ServiceBroker } from 'moleculer';
import { translate } from './translate.ts';

/**
 * Calls an action within its deadline. Where the node that was asked goes before it answers, a call that does no harm twice
 * is put to another one, once.
 * @throws SimpulError
 */
export async function callUnder<A extends Action>(
  broker: ServiceBroker,
  action: A,
  params: Params<A>,
  caller: ServiceName,
): Promise<Result<A>> {
  const end = performance.now() + action.deadlineMs;
  let timeout = action.deadlineMs;
  for (let mayRepeat = action.idempotent; ; mayRepeat = false) {
    const call = broker.call<never, unknown>(action.name, params, { timeout, meta: { caller } });
    try {
      return await call;
    } catch (error) {
      forget(broker, call);
      timeout = end - performance.now();
      if (mayRepeat && timeout > 0 && error instanceof Errors.RequestRejectedError) continue;
      throw translate(error, action.name);
    }
  }
}

/** Moleculer itself keeps calls that timed out, or could not be sent, until their node goes. */
function forget(broker: ServiceBroker, call: Promise<unknown> & { readonly ctx?: Context }): void {
  const id = call.ctx?.id;
  if (id !== undefined) broker.transit?.removePendingRequest(id);
}
