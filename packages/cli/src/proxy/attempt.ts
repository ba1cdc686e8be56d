import type { IncomingMessage } from 'node:http';
import type { RequestBody } from './request-body.ts';
import type { Outgoing, OutgoingHead, Upstream } from './upstream.ts';

/** A request that got no answer. */
export class AttemptFailed extends Error {
  override readonly name = 'AttemptFailed';
  /** Whether the bus may have seen it; and on a connection that may have ended before it was sent. */
  readonly connection: ReturnType<Outgoing['connection']>;

  constructor(connection: AttemptFailed['connection'], cause: unknown) {
    super('no answer', { cause });
    this.connection = connection;
  }
}

/** One request on its way. */
export interface Attempt {
  /** Its answer's head has come. Rejects with {@link AttemptFailed}. */
  readonly answer: Promise<IncomingMessage>;
  /** Ends it and its connection. */
  abandon(): void;
}

/** Sends a request with as much of its body as is there, and goes on as more comes. */
export function beginAttempt(
  upstream: Upstream,
  head: OutgoingHead,
  { body, onContinue }: { readonly body: RequestBody; readonly onContinue: () => void },
): Attempt {
  const { request, connection } = upstream.begin(head);
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    // Stays: an error after the answer's head is told by the answer itself.
    request.on('error', (error) => reject(new AttemptFailed(connection(), error)));
  });
  request.on('continue', onContinue);
  body.sendTo(request);
  return { answer, abandon: () => void request.destroy() };
}
