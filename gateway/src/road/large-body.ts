import type { HeldBytes } from '@simpul/bus';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { STREAM_WINDOW_BYTES } from '../config.ts';

/** A request's body that is too large to be held: it is read as somebody takes it. */
export interface LargeBody {
  readonly source: Readable;
  /** What `Content-Length` says. */
  readonly length: number | undefined;
}

/** A body that was held until it proved too large: first what has come, then the rest as it comes. */
export function largeBody(beginning: readonly Buffer[], request: IncomingMessage, held: HeldBytes): LargeBody {
  const waiting = [...beginning];
  request.pause();
  const source = new Readable({
    highWaterMark: STREAM_WINDOW_BYTES,
    read() {
      const next = waiting.shift();
      if (next === undefined) request.resume();
      else {
        held.give(next.length);
        source.push(next);
      }
    },
    destroy(error, done) {
      for (const chunk of waiting.splice(0)) held.give(chunk.length);
      done(error);
    },
  });
  const forward = (chunk: Buffer): void => {
    if (!source.push(chunk)) request.pause();
  };
  const end = (): void => void source.push(null);
  const breakOff = (): void => {
    if (!request.readableEnded) source.destroy(new Error('the consumer hung up'));
  };
  request.on('data', forward).once('end', end).once('close', breakOff).once('error', breakOff);
  source.once('close', () => {
    request.off('data', forward).off('end', end).off('close', breakOff);
    // What nobody takes is read and dropped, so that a client that only sends sees the answer.
    request.resume();
  });
  return { source, length: undefined };
}
