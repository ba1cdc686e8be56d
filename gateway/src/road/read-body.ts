import type { HeldBytes } from '@simpul/bus';
import { HTTP, SimpulError } from '@simpul/errors';
import type { IncomingMessage } from 'node:http';
import { MAX_BODY_BYTES } from '../config.ts';
import { type LargeBody, largeBody } from './large-body.ts';

const EMPTY = new Uint8Array();

/** The consumer hung up before its request was complete: there is nobody to answer and nothing to do. */
export class RequestAborted extends Error {
  override readonly name = 'RequestAborted';
}

/** Reads bodies into memory, bounded for one and for all together; those above the first bound are not read at all. */
export interface BodyReader {
  /** @throws SimpulError `SIMPUL_HTTP_OVERLOADED`; {@link RequestAborted}. */
  read(request: IncomingMessage): Promise<Uint8Array | LargeBody>;
  /** Says that a body is no longer held. */
  release(body: Uint8Array): void;
}

/** @param one - largest body that is held, bytes */
export function createBodyReader(held: HeldBytes, one = MAX_BODY_BYTES): BodyReader {
  function collect(request: IncomingMessage): Promise<Uint8Array | LargeBody> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const fail = (error: Error): void => {
        held.give(size);
        size = 0;
        leave();
        // What is still on its way is read and dropped, so that the answer can be seen.
        request.resume();
        reject(error);
      };
      const take = (chunk: Buffer): void => {
        size += chunk.length;
        chunks.push(chunk);
        if (!held.take(chunk.length)) fail(overloaded());
        else if (size > one) {
          leave();
          // They are counted out as they are taken.
          size = 0;
          resolve(largeBody(chunks, request, held));
        }
      };
      const end = (): void => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
      const abort = (): void => fail(new RequestAborted());
      const leave = (): void => {
        request.off('data', take).off('end', end).off('aborted', abort);
      };
      request.on('data', take).once('end', end).once('error', abort).once('aborted', abort);
    });
  }

  return {
    read(request) {
      const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
      if (encoding === undefined && (length === undefined || length === '0')) return Promise.resolve(EMPTY);
      if (length !== undefined && Number(length) > one) {
        return Promise.resolve({ source: request, length: Number(length) });
      }
      if (held.left() < Number(length ?? 0)) return refuse(request, overloaded());
      // It tells nobody again that it is gone.
      if (request.destroyed) return Promise.reject(new RequestAborted());
      return collect(request);
    },
    release(body) {
      held.give(body.length);
    },
  };
}

/** What is still on its way is read and dropped, so that a client that only sends sees the answer. */
function refuse(request: IncomingMessage, error: SimpulError): Promise<never> {
  request.resume();
  return Promise.reject(error);
}

function overloaded(): SimpulError {
  return new SimpulError(HTTP.OVERLOADED, { retryAfter: 1 });
}
