import type { AnswerSink } from '@simpul/connectors';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { STREAM_IDLE_MS, STREAM_TAIL_BYTES, STREAM_WINDOW_BYTES } from '../config.ts';

/** The consumer took nothing for too long, and is cut off. */
export class ConsumerStalled extends Error {
  override readonly name = 'ConsumerStalled';
}

export interface PassedAnswer {
  /** Asks the provider for more. */
  readonly resume: () => void;
  /** Told of each piece that came. */
  readonly onPassed: (bytes: number) => void;
  readonly idleMs?: number | undefined;
}

/**
 * A provider's answer on its way to the consumer, hashed while it passes. Its last bytes stay here until the log holds
 * the leaf, so that nobody holds a complete answer that the log does not know (design 03). When the consumer has gone the
 * rest is read all the same: what the bus obtained is recorded.
 */
export class AnswerPassing implements AnswerSink {
  /** What the consumer gets. */
  readonly readable: Readable;
  size = 0;
  readonly #hash = createHash('sha256');
  readonly #resume: () => void;
  readonly #onPassed: (bytes: number) => void;
  readonly #stall: NodeJS.Timeout;
  #tail: Uint8Array[] = [];
  #tailBytes = 0;
  #waiting = false;
  #begun = false;

  constructor({ resume, onPassed, idleMs = STREAM_IDLE_MS }: PassedAnswer) {
    this.#resume = resume;
    this.#onPassed = onPassed;
    this.readable = new Readable({ highWaterMark: STREAM_WINDOW_BYTES, read: () => this.#proceed() });
    this.readable.on('error', () => undefined);
    this.readable.once('close', () => {
      clearTimeout(this.#stall);
      this.#proceed();
    });
    this.#stall = setTimeout(this.#giveUp, idleMs).unref();
  }

  /** The consumer is about to read: from here on it is watched. */
  begin(): void {
    this.#begun = true;
    this.#stall.refresh();
  }

  write(chunk: Uint8Array): boolean {
    this.#hash.update(chunk);
    this.#onPassed(chunk.length);
    this.size += chunk.length;
    if (this.readable.destroyed) return true;
    this.#tail.push(chunk);
    this.#tailBytes += chunk.length;
    for (let first = this.#tail[0]; first !== undefined; first = this.#tail[0]) {
      if (this.#tailBytes - first.length < STREAM_TAIL_BYTES) break;
      this.#tail.shift();
      this.#tailBytes -= first.length;
      if (!this.readable.push(first)) this.#waiting = true;
    }
    if (this.#waiting) this.#stall.refresh();
    return !this.#waiting;
  }

  /** SHA-256 of all that came; to be asked once, at the end. */
  digest(): Buffer {
    return this.#hash.digest();
  }

  /** Gives out the end of the answer: the log holds its leaf. */
  release(): void {
    if (this.readable.destroyed) return;
    this.#waiting = true;
    this.#stall.refresh();
    for (const chunk of this.#tail) this.readable.push(chunk);
    this.#tail = [];
    this.readable.push(null);
  }

  /** Keeps the end back for ever; the consumer's connection is to be reset. */
  break(error: Error): void {
    this.#tail = [];
    this.readable.destroy(error);
  }

  #proceed(): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#resume();
  }

  readonly #giveUp = (): void => {
    if (!this.#begun) this.#stall.refresh();
    else if (this.#waiting) this.break(new ConsumerStalled('the consumer takes nothing'));
  };
}
