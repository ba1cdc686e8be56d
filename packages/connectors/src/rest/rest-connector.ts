import { PROVIDER, SimpulError } from '@simpul/errors';
import type { DispatchOptions, ProviderAnswer, ProviderRequest, RestConnector, RestTarget } from '../connector.ts';
import type { EgressRules } from '../egress-guard.ts';
import type { ListenerAddress } from '../own-listeners.ts';
import { AnswerCollector } from './answer-collector.ts';
import { joinTarget } from './base-url.ts';
import { requestHeaders } from './request-headers.ts';
import { PooledTarget } from './rest-target.ts';

export interface RestConnectorOptions {
  /** CIDRs of the operators, an upper bound for every service; read at each new connection. */
  readonly egress: () => readonly string[];
  /** Where the bus itself listens; read at each new connection. */
  readonly ownListeners: () => Iterable<ListenerAddress>;
  /** Resolves a name to all its addresses; the system's resolver when left out. */
  readonly resolve?: EgressRules['resolve'];
}

/**
 * The connector to HTTP services. What goes out is what was given: path, query, headers and body are not normalised,
 * and redirects come back as answers.
 */
export function createRestConnector({ egress, ownListeners, resolve }: RestConnectorOptions): RestConnector {
  const rules = { upperBound: egress, ownListeners, ...(resolve === undefined ? {} : { resolve }) };
  return {
    target: (settings) => new PooledTarget(settings, rules),
    dispatch,
  };
}

async function dispatch(
  target: RestTarget,
  request: ProviderRequest,
  { deadlineMs, signal }: DispatchOptions,
): Promise<ProviderAnswer> {
  if (!(target instanceof PooledTarget)) throw new TypeError('the target was not made by this connector');
  if (signal?.aborted) throw new SimpulError(PROVIDER.UNREACHABLE, { cause: signal.reason });
  const { base, pool, header, maxBytes } = target.ready();
  return new Promise((resolve, reject) => {
    const { method } = request;
    const collector = new AnswerCollector({ deadlineMs, maxBytes, method, signal, resolve, reject });
    pool.dispatch(
      {
        path: joinTarget(base, request.path, request.query),
        method,
        headers: requestHeaders(request.headers, header),
        body: request.body ?? null,
        // Otherwise a HEAD or GET could be written behind an unfinished request of the same connection.
        blocking: true,
      },
      collector,
    );
  });
}
