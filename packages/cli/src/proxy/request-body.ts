import type { ClientRequest, IncomingMessage } from 'node:http';
import { HELD_ALL_BYTES, HELD_BODY_BYTES } from './limits.ts';
import { trailerPairs } from './response-headers.ts';

/** Bytes that all bodies together may hold. */
export class HeldBytes {
  #free: number;

  constructor(limit = HELD_ALL_BYTES) {
    this.#free = limit;
  }

  /** @returns whether there was room */
  take(bytes: number): boolean {
    if (bytes > this.#free) return false;
    this.#free -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#free += bytes;
  }
}

/** A request's body on its way to the bus, with back-pressure; what came of a small one is kept, so that it can go out again. */
export interface RequestBody {
  /** Whether the request has one, by its framing. */
  readonly exists: boolean;
  /** All of it, where it is held. */
  readonly bytes?: Buffer;
  /** Whether all that came so far is kept. */
  readonly repeatable: boolean;
  /** Sends what is kept, then what comes, and ends the message; trailers too. */
  sendTo(sink: ClientRequest): void;
  /** Stops sending, so that it can be sent to another. */
  stop(): void;
  /** It will not be sent again: nothing is kept any more. */
  forget(): void;
}

export function createRequestBody(
  request: IncomingMessage,
  { budget, meter }: { readonly budget: HeldBytes; readonly meter: (bytes: number) => void },
): RequestBody {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  const exists = encoding !== undefined || (length !== undefined && Number(length) > 0);
  let kept: Buffer[] | undefined = Number(length ?? 0) > HELD_BODY_BYTES ? undefined : [];
  let size = 0;
  let sink: ClientRequest | undefined;
  let ended = !exists;

  function forget(): void {
    budget.give(size);
    size = 0;
    kept = undefined;
  }

  function keep(chunk: Buffer): void {
    if (kept === undefined) return;
    if (size + chunk.length > HELD_BODY_BYTES || !budget.take(chunk.length)) {
      forget();
      return;
    }
    // A small chunk would hold the whole buffer that it was read into.
    kept.push(chunk.length < chunk.buffer.byteLength / 2 ? Buffer.copyBytesFrom(chunk) : chunk);
    size += chunk.length;
  }

  const goOn = (): void => void request.resume();
  // Nobody takes the rest: it is read and dropped, so that the client sees the answer.
  const dropRest = (): void => {
    sink = undefined;
    request.resume();
  };

  function detach(): void {
    sink?.off('drain', goOn).off('close', dropRest);
    sink = undefined;
  }

  function finish(to: ClientRequest): void {
    detach();
    if (request.rawTrailers.length > 0) to.addTrailers(trailerPairs(request.rawTrailers));
    to.end();
  }

  if (exists) {
    request.on('data', (chunk: Buffer) => {
      meter(chunk.length);
      keep(chunk);
      if (sink?.write(chunk) === false) request.pause();
    });
    request.once('end', () => {
      ended = true;
      if (sink !== undefined) finish(sink);
    });
    request.pause();
  }

  return {
    exists,
    get repeatable() {
      return !exists || kept !== undefined;
    },
    sendTo(to) {
      for (const chunk of kept ?? []) to.write(chunk);
      if (ended) {
        finish(to);
        return;
      }
      sink = to;
      to.on('drain', goOn);
      to.once('close', dropRest);
      request.resume();
      // The head must not wait for a slow body, since its proof is good for a minute; with a quick one it goes in one packet.
      setImmediate(() => {
        if (sink === to && !to.destroyed) to.flushHeaders();
      });
    },
    stop() {
      detach();
      if (!ended) request.pause();
    },
    forget,
  };
}
