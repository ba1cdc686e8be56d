/**
 * A ring in shared memory through which one thread hands pieces of bytes to another, in order and without a message for
 * each. A piece is a head of two numbers, whose it is and what it is, and its bytes, padded so that no head is ever split.
 */
const WRITTEN = 0;
const READ = 1;
const COUNTERS = 2;
const HEAD_BYTES = 8;
/** Kinds beside the length of a piece with bytes. */
export const END = -1;
export const DROPPED = -2;

/** Makes the memory of a ring. @param capacity - bytes, a power of two */
export function createRingMemory(capacity: number): SharedArrayBuffer {
  return new SharedArrayBuffer(COUNTERS * Int32Array.BYTES_PER_ELEMENT + capacity);
}

interface View {
  /** Bytes that were ever written and read, modulo 2^32. */
  readonly counters: Int32Array;
  readonly heads: Int32Array;
  readonly bytes: Uint8Array;
}

function view(memory: SharedArrayBuffer): View {
  const start = COUNTERS * Int32Array.BYTES_PER_ELEMENT;
  return {
    counters: new Int32Array(memory, 0, COUNTERS),
    heads: new Int32Array(memory, start),
    bytes: new Uint8Array(memory, start),
  };
}

/** Bytes that a piece takes. */
function sizeOf(length: number): number {
  return HEAD_BYTES + Math.ceil(Math.max(0, length) / HEAD_BYTES) * HEAD_BYTES;
}

/** The end at which pieces are put. */
export class RingWriter {
  readonly #view: View;
  #written = 0;
  /** As it was when room was last looked for. */
  #read = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#view = view(memory);
  }

  /** Puts as much as there is room for. @returns how many bytes that was; undefined where there is no room at all */
  put(owner: number, bytes: Uint8Array): number | undefined {
    const room = this.#room() - HEAD_BYTES;
    if (room <= 0) return undefined;
    const piece = bytes.length <= room ? bytes : bytes.subarray(0, room);
    const { bytes: ring } = this.#view;
    const at = (this.#written + HEAD_BYTES) & (ring.length - 1);
    const first = Math.min(piece.length, ring.length - at);
    ring.set(first === piece.length ? piece : piece.subarray(0, first), at);
    if (first < piece.length) ring.set(piece.subarray(first), 0);
    this.#publish(owner, piece.length);
    return piece.length;
  }

  /** Puts a piece that is only a head. @returns whether there was room for it */
  mark(owner: number, kind: typeof END | typeof DROPPED): boolean {
    if (this.#room() < HEAD_BYTES) return false;
    this.#publish(owner, kind);
    return true;
  }

  /** Calls back once there is more room than was found last. */
  whenFreed(call: () => void): void {
    // It never rejects.
    Promise.resolve(Atomics.waitAsync(this.#view.counters, READ, this.#read).value).then(call, call);
  }

  /** Calls back those who wait for room, since there will be none any more. */
  abandon(): void {
    Atomics.notify(this.#view.counters, READ);
  }

  #room(): number {
    const { counters, bytes } = this.#view;
    this.#read = Atomics.load(counters, READ);
    return bytes.length - ((this.#written - this.#read) | 0);
  }

  #publish(owner: number, kind: number): void {
    const { counters, heads, bytes } = this.#view;
    const head = (this.#written & (bytes.length - 1)) / Int32Array.BYTES_PER_ELEMENT;
    heads[head] = owner;
    heads[head + 1] = kind;
    this.#written = (this.#written + sizeOf(kind)) | 0;
    Atomics.store(counters, WRITTEN, this.#written);
    Atomics.notify(counters, WRITTEN);
  }
}

/** What the reading end is told of each piece. */
export interface PieceTaker {
  /** The bytes are only good until it returns. */
  take(owner: number, bytes: Uint8Array): void;
  mark(owner: number, kind: typeof END | typeof DROPPED): void;
}

/** Takes pieces as they come, for ever: the thread that calls this does nothing else. */
export function readRing(memory: SharedArrayBuffer, taker: PieceTaker): never {
  const { counters, heads, bytes } = view(memory);
  for (let read = 0; ;) {
    Atomics.wait(counters, WRITTEN, read);
    if (Atomics.load(counters, WRITTEN) === read) continue;
    const at = read & (bytes.length - 1);
    const owner = heads[at / Int32Array.BYTES_PER_ELEMENT] ?? 0;
    const kind = heads[at / Int32Array.BYTES_PER_ELEMENT + 1] ?? 0;
    if (kind === END || kind === DROPPED) taker.mark(owner, kind);
    else {
      const from = (at + HEAD_BYTES) & (bytes.length - 1);
      const first = Math.min(kind, bytes.length - from);
      taker.take(owner, bytes.subarray(from, from + first));
      if (first < kind) taker.take(owner, bytes.subarray(0, kind - first));
    }
    read = (read + sizeOf(kind)) | 0;
    Atomics.store(counters, READ, read);
    Atomics.notify(counters, READ);
  }
}
