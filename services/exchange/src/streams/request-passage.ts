import type { StreamedBody } from '@simpul/connectors';
import { PROVIDER, SimpulError, STREAM } from '@simpul/errors';
import { Readable } from 'node:stream';
import { STREAM_IDLE_MS, STREAM_WINDOW_BYTES } from '../config.ts';
import type { HashThread } from '../hashing/hash-thread.ts';

/** A request's body that was read to its end. */
export interface WholeBody {
  /** SHA-512, which the request hash and the leaf's digest share. */
  readonly hash: Buffer;
  readonly size: number;
}

/** A request's body on its way to the provider, hashed while it passes. */
export interface RequestPassage {
  /** What the provider gets. */
  readonly body: StreamedBody;
  /** Settles at the end of the body, whoever took it; rejects with `STREAM.*` or `PROVIDER.TIMEOUT`. */
  readonly whole: Promise<WholeBody>;
  /** Ends the passage with an error; what was not read yet stays unread. */
  fail(error: Error): void;
}

export interface PassedRequest {
  readonly source: Readable;
  /** What `Content-Length` says. */
  readonly length: number | undefined;
  /** Largest body that may pass, bytes. */
  readonly maxBytes: number;
  readonly hashes: Pick<HashThread, 'begin'>;
  /** Told of each piece that was given on. */
  readonly onPassed: (bytes: number) => void;
  readonly idleMs?: number;
}

/**
 * Passes a request's body on. Nothing is read before the provider takes it, and never more than a window ahead of it.
 * Once the provider takes no more, since it has answered already, the rest is read for its hash alone.
 */
export function passRequest(request: PassedRequest): RequestPassage {
  const { source, length, maxBytes, hashes, onPassed, idleMs = STREAM_IDLE_MS } = request;
  const { promise: whole, resolve, reject } = Promise.withResolvers<WholeBody>();
  // It is waited for only when the provider has answered.
  whole.catch(() => undefined);
  const hash = hashes.begin(catchUp);
  let behind = false;
  let size = 0;
  let over = false;
  let timer: NodeJS.Timeout | undefined;

  const readable = new Readable({ highWaterMark: STREAM_WINDOW_BYTES, read: proceed });
  // Whoever reads it is told by its own listener, if there is one yet.
  readable.on('error', () => undefined);
  readable.once('close', proceed);

  function proceed(): void {
    if (over || behind) return;
    timer ??= setTimeout(stall, idleMs);
    timer.refresh();
    source.resume();
  }

  /** The hash has caught up with what came. */
  function catchUp(): void {
    behind = false;
    proceed();
  }

  function stall(): void {
    const byProvider = source.isPaused();
    fail(new SimpulError(byProvider ? PROVIDER.TIMEOUT : STREAM.STALLED, { params: { limit: idleMs } }));
  }

  function take(chunk: Buffer): void {
    size += chunk.length;
    if (size > maxBytes) return fail(new SimpulError(STREAM.TOO_LARGE, { params: { limit: maxBytes } }));
    behind = !hash.update(chunk);
    onPassed(chunk.length);
    timer?.refresh();
    const full = !readable.destroyed && !readable.push(chunk);
    if (full || behind) source.pause();
  }

  function end(): void {
    if (!finish()) return;
    hash.digest().then((digest) => resolve({ hash: digest, size }), reject);
    readable.push(null);
  }

  function breakOff(cause?: Error): void {
    fail(new SimpulError(STREAM.BROKE_OFF, { cause }));
  }

  function fail(error: Error): void {
    if (!finish()) return;
    hash.drop();
    reject(error);
    readable.destroy(error);
  }

  function finish(): boolean {
    if (over) return false;
    over = true;
    clearTimeout(timer);
    source.off('data', take).off('end', end).off('close', breakOff);
    source.pause();
    return true;
  }

  source.pause();
  source.on('data', take).on('end', end).on('close', breakOff).on('error', breakOff);
  if (source.destroyed) breakOff();
  return { body: { readable, length }, whole, fail };
}
