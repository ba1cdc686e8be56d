import { HTTP, REQUEST, SimpulError } from '@simpul/errors';
import type { IncomingMessage } from 'node:http';
import { MAX_BODY_BYTES, MAX_HELD_BYTES } from '../config.ts';

const EMPTY = new Uint8Array();

/** The consumer hung up before its request was complete: there is nobody to answer and nothing to do. */
export class RequestAborted extends Error {
  override readonly name = 'RequestAborted';
}

/** Reads bodies into memory, bounded for one and for all together. */
export interface BodyReader {
  /** @throws SimpulError `SIMPUL_REQUEST_BODY_TOO_LARGE`, `SIMPUL_HTTP_OVERLOADED`; {@link RequestAborted}. */
  read(request: IncomingMessage): Promise<Uint8Array>;
  /** Says that a body is no longer held. */
  release(body: Uint8Array): void;
}

export function createBodyReader(limits = { one: MAX_BODY_BYTES, all: MAX_HELD_BYTES }): BodyReader {
  let held = 0;

  function collect(request: IncomingMessage): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const fail = (error: Error): void => {
        held -= size;
        size = 0;
        request.removeAllListeners('data');
        // What is still on its way is read and dropped, so that the answer can be seen.
        request.resume();
        reject(error);
      };
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        held += chunk.length;
        if (size > limits.one) fail(tooLarge(limits.one));
        else if (held > limits.all) fail(overloaded());
        else chunks.push(chunk);
      });
      request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
      request.once('error', () => fail(new RequestAborted()));
      request.once('aborted', () => fail(new RequestAborted()));
    });
  }

  return {
    read(request) {
      const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
      if (encoding === undefined && (length === undefined || length === '0')) return Promise.resolve(EMPTY);
      if (length !== undefined && Number(length) > limits.one) return refuse(request, tooLarge(limits.one));
      if (held + Number(length ?? 0) > limits.all) return refuse(request, overloaded());
      // It tells nobody again that it is gone.
      if (request.destroyed) return Promise.reject(new RequestAborted());
      return collect(request);
    },
    release(body) {
      held -= body.length;
    },
  };
}

/** What is still on its way is read and dropped, so that a client that only sends sees the answer. */
function refuse(request: IncomingMessage, error: SimpulError): Promise<never> {
  request.resume();
  return Promise.reject(error);
}

function tooLarge(limit: number): SimpulError {
  return new SimpulError(REQUEST.BODY_TOO_LARGE, { params: { limit } });
}

function overloaded(): SimpulError {
  return new SimpulError(HTTP.OVERLOADED, { retryAfter: 1 });
}
