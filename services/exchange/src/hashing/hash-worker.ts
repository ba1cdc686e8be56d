import { createHash, type Hash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { END, readRing } from './piece-ring.ts';

/** The digest of a body whose end has come. */
export interface DigestMessage {
  readonly owner: number;
  readonly digest: Uint8Array;
}

// A thread: hashes bodies, many at once, piece by piece as they come through the ring.
const hashes = new Map<number, Hash>();

readRing(workerData as SharedArrayBuffer, {
  take(owner, bytes) {
    const hash = hashes.get(owner) ?? createHash('sha512');
    hashes.set(owner, hash.update(bytes));
  },
  mark(owner, kind) {
    const hash = hashes.get(owner) ?? createHash('sha512');
    hashes.delete(owner);
    if (kind === END) parentPort?.postMessage({ owner, digest: hash.digest() } satisfies DigestMessage);
  },
});
