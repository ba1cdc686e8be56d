import { SimpulError } from '@simpul/errors';
import type { IncomingMessage } from 'node:http';
import { PROXY } from './errors.ts';
import { SIGNED_ALL_BYTES, SIGNED_BODY_BYTES } from './limits.ts';
import type { HeldBytes, RequestBody } from './request-body.ts';

export interface HoldOptions {
  /** What all held bodies together may take. */
  readonly budget: HeldBytes;
  readonly meter: (bytes: number) => void;
  /** Told before the body is waited for: who sends `Expect: 100-continue` waits too. */
  readonly onHold: () => void;
}

/**
 * Waits for a request's whole body, since a signature is made over all of it. Its trailers are dropped, as the bus would.
 *
 * @throws SimpulError `SIMPUL_PROXY_BODY_TOO_LARGE`, `SIMPUL_PROXY_BODIES_HELD`; Error where the client breaks off
 */
export async function holdBody(request: IncomingMessage, { budget, meter, onHold }: HoldOptions): Promise<RequestBody> {
  if (Number(request.headers['content-length'] ?? 0) > SIGNED_BODY_BYTES) throw tooLarge();
  onHold();
  const bytes = await readAll(request, { budget, meter });
  let held = bytes.length;
  return {
    exists: held > 0,
    bytes,
    repeatable: true,
    sendTo: (sink) => void sink.end(bytes),
    stop: () => undefined,
    forget() {
      budget.give(held);
      held = 0;
    },
  };
}

/** By its events: to stop iterating would end the connection, on which the refusal is still to be told. */
function readAll(request: IncomingMessage, { budget, meter }: Omit<HoldOptions, 'onHold'>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;

    function refuse(error: Error): void {
      request.off('data', take);
      // What still comes is read and dropped, so that the client sees the answer.
      request.resume();
      budget.give(size);
      size = 0;
      reject(error);
    }

    function take(chunk: Buffer): void {
      meter(chunk.length);
      if (size + chunk.length > SIGNED_BODY_BYTES) return refuse(tooLarge());
      if (!budget.take(chunk.length)) return refuse(allHeld());
      chunks.push(chunk);
      size += chunk.length;
    }

    request.on('data', take);
    request.once('error', refuse);
    request.once('end', () => resolve(Buffer.concat(chunks, size)));
  });
}

function tooLarge(): SimpulError {
  return new SimpulError(PROXY.BODY_TOO_LARGE, { params: { limit: SIGNED_BODY_BYTES } });
}

function allHeld(): SimpulError {
  return new SimpulError(PROXY.BODIES_HELD, { params: { limit: SIGNED_ALL_BYTES }, retryAfter: 1 });
}
