import { HTTP, SimpulError } from '@simpul/errors';
import { Worker } from 'node:worker_threads';
import type { DigestMessage } from './hash-worker.ts';
import { createRingMemory, DROPPED, END, RingWriter } from './piece-ring.ts';

/** Bytes that wait for the thread in the ring, a power of two. */
const RING_BYTES = 1024 * 1024;
/**
 * Pieces that wait besides before bodies must wait too: a thread that just starts, or that the system lets wait, should not
 * stop the reading of a request, since one whose consumer leaves while it is stopped breaks off.
 */
const WAITING_PIECES = 64;
/** The thread makes hardly any objects. */
const YOUNG_GENERATION_MB = 1;

/** SHA-512 of a body that comes in pieces. */
export interface BodyHash {
  /** @returns false where the thread is behind: `onRoom` is then called when more may come. The piece must not change any more */
  update(piece: Uint8Array): boolean;
  /** To be asked once, at the end. @throws SimpulError `SIMPUL_HTTP_INTERNAL` if the thread has died */
  digest(): Promise<Buffer>;
  /** Nobody wants the digest any more. */
  drop(): void;
}

interface Waiting {
  readonly owner: number;
  /** Bytes, or what becomes of the hash. */
  piece: Uint8Array | typeof END | typeof DROPPED;
}

/** Waits for a digest. */
type Waiter = ReturnType<typeof Promise.withResolvers<Buffer>>;

/**
 * Hashes large bodies in a thread of its own, since SHA-512 takes more of a stream's time than all else together. Starts
 * with the first of them; one that has died is replaced.
 */
export class HashThread {
  #worker: Worker | undefined;
  #ring = new RingWriter(createRingMemory(RING_BYTES));
  #owners = 0;
  /** What found no room in the ring. */
  #waiting: Waiting[] = [];
  readonly #behind = new Set<() => void>();
  readonly #digests = new Map<number, Waiter>();

  /** @param onRoom - called after `update` has returned false, once everything that waited is in the ring */
  begin(onRoom: () => void): BodyHash {
    const worker = (this.#worker ??= this.#start());
    const owner = (this.#owners = (this.#owners + 1) | 0);
    const isGone = (): boolean => this.#worker !== worker;
    return {
      update: (piece) => {
        if (isGone()) return true;
        this.#put({ owner, piece });
        const hasRoom = this.#waiting.length < WAITING_PIECES;
        if (!hasRoom) this.#behind.add(onRoom);
        return hasRoom;
      },
      digest: () => {
        if (isGone()) return Promise.reject(died());
        const waiter = Promise.withResolvers<Buffer>();
        this.#digests.set(owner, waiter);
        this.#put({ owner, piece: END });
        return waiter.promise;
      },
      drop: () => {
        if (!isGone()) this.#put({ owner, piece: DROPPED });
      },
    };
  }

  /** Ends the thread, and with it whatever it still had to do. */
  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const memory = createRingMemory(RING_BYTES);
    this.#ring = new RingWriter(memory);
    const worker = new Worker(new URL('hash-worker.ts', import.meta.url), {
      name: 'hashes',
      workerData: memory,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    worker.unref();
    worker.on('message', ({ owner, digest }: DigestMessage) => {
      this.#digests.get(owner)?.resolve(Buffer.from(digest));
      this.#digests.delete(owner);
    });
    worker.on('error', (cause) => this.#lose(worker, cause));
    worker.on('exit', () => this.#lose(worker));
    return worker;
  }

  #put(next: Waiting): void {
    if (this.#waiting.length === 0 && this.#fits(next)) return;
    this.#waiting.push(next);
    if (this.#waiting.length === 1) this.#drain();
  }

  #drain(): void {
    const ring = this.#ring;
    ring.whenFreed(() => {
      if (ring !== this.#ring) return;
      for (let first = this.#waiting[0]; first !== undefined && this.#fits(first); first = this.#waiting[0]) {
        this.#waiting.shift();
      }
      if (this.#waiting.length > 0) this.#drain();
      else this.#release();
    });
  }

  /** Puts into the ring what there is room for. @returns whether that was all */
  #fits(next: Waiting): boolean {
    if (typeof next.piece === 'number') return this.#ring.mark(next.owner, next.piece);
    while (next.piece.length > 0) {
      const put = this.#ring.put(next.owner, next.piece);
      if (put === undefined) return false;
      next.piece = next.piece.subarray(put);
    }
    return true;
  }

  #release(): void {
    const behind = [...this.#behind];
    this.#behind.clear();
    for (const onRoom of behind) onRoom();
  }

  #lose(worker: Worker, cause?: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#waiting = [];
    this.#ring.abandon();
    for (const { reject } of this.#digests.values()) reject(died(cause));
    this.#digests.clear();
    this.#release();
  }
}

function died(cause?: unknown): SimpulError {
  return new SimpulError(HTTP.INTERNAL, { cause: cause ?? new Error('the thread that hashes bodies has ended') });
}
