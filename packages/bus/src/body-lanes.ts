import type { Readable } from 'node:stream';

/** Bytes of bodies that one process holds at once (design 03). */
export const MAX_HELD_BYTES = 64 * 1024 * 1024;

/** Counts the bytes of bodies that are held. */
export interface HeldBytes {
  /** Counts bytes in, whether or not they still fit. @returns false when they do not */
  take(bytes: number): boolean;
  /** Counts bytes out. */
  give(bytes: number): void;
  /** Bytes that are held. */
  taken(): number;
  /** Bytes that may still be taken; negative when there are too many. */
  left(): number;
}

/** Creates a count with a limit in bytes. */
export function createHeldBytes(limit = MAX_HELD_BYTES): HeldBytes {
  let held = 0;
  return {
    take(bytes) {
      held += bytes;
      return held <= limit;
    },
    give(bytes) {
      held -= bytes;
    },
    taken: () => held,
    left: () => limit - held,
  };
}

/**
 * Where bodies too large to be held are handed from one module to another of the same process, beside the call that is
 * about them. Who offers a body must withdraw it when the call is over, lest it stay for ever.
 */
export interface BodyLanes {
  /** `id`: `{exchange id}/request` or `{exchange id}/response`. */
  offer(id: string, body: Readable): void;
  /** Takes a body, which nobody can take again; undefined where it was never offered in this process. */
  take(id: string): Readable | undefined;
}

/** Creates the lanes of one process. */
export function createBodyLanes(): BodyLanes {
  const offered = new Map<string, Readable>();
  return {
    offer(id, body) {
      offered.set(id, body);
    },
    take(id) {
      const body = offered.get(id);
      if (body !== undefined) offered.delete(id);
      return body;
    },
  };
}
