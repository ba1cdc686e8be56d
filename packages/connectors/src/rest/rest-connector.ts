import type {
  DispatchOptions,
  HeldBytes,
  ProviderAnswer,
  ProviderRequest,
  RestConnector,
  RestTarget,
} from '../connector.ts';
import type { EgressRules } from '../egress-guard.ts';
import type { ListenerAddress } from '../own-listeners.ts';
import { abortError, AnswerCollector } from './answer-collector.ts';
import { joinTarget } from './base-url.ts';
import { requestHeaders } from './request-headers.ts';
import { PooledTarget } from './rest-target.ts';

export interface RestConnectorOptions {
  /** CIDRs of the operators, an upper bound for every service; read at each new connection. */
  readonly egress: () => readonly string[];
  /** Where the bus itself listens; read at each new connection. */
  readonly ownListeners: () => Iterable<ListenerAddress>;
  /** Counts the answers that are held, with all else that the process holds; nothing is counted when left out. */
  readonly held?: HeldBytes;
  /** Resolves a name to all its addresses; the system's resolver when left out. */
  readonly resolve?: EgressRules['resolve'];
}

const UNCOUNTED: HeldBytes = { take: () => true, give: () => undefined };

/**
 * The connector to HTTP services. What goes out is what was given: path, query, headers and body are not normalised,
 * and redirects come back as answers.
 */
export function createRestConnector(options: RestConnectorOptions): RestConnector {
  const { egress, ownListeners, resolve, held = UNCOUNTED } = options;
  const rules = { upperBound: egress, ownListeners, ...(resolve === undefined ? {} : { resolve }) };
  return {
    target: (settings) => new PooledTarget(settings, rules, held),
    dispatch,
  };
}

async function dispatch(
  target: RestTarget,
  request: ProviderRequest,
  { deadlineMs, signal, passage }: DispatchOptions,
): Promise<ProviderAnswer> {
  if (!(target instanceof PooledTarget)) throw new TypeError('the target was not made by this connector');
  if (signal?.aborted) throw abortError(signal, false);
  const { base, pool, header, maxBytes, held } = target.ready();
  return new Promise((resolve, reject) => {
    const { method, body } = request;
    const headers = requestHeaders(request.headers, header);
    const streamed = body === undefined || body instanceof Uint8Array ? undefined : body;
    if (streamed?.length !== undefined) headers.push('Content-Length', String(streamed.length));
    const collector = new AnswerCollector({
      deadlineMs,
      maxBytes,
      held,
      method,
      signal,
      passage,
      sending: streamed?.readable,
      resolve,
      reject,
    });
    pool.dispatch(
      {
        path: joinTarget(base, request.path, request.query),
        method,
        headers,
        body: streamed?.readable ?? (body as Uint8Array | undefined) ?? null,
        // Otherwise a HEAD or GET could be written behind an unfinished request of the same connection.
        blocking: true,
      },
      collector,
    );
  });
}
