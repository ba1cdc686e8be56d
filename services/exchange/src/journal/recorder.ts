import type { BusClient } from '@simpul/bus';
import { APPEND_MAX_BYTES, APPEND_MAX_LEAVES, type AppendOutcome, auditAppend } from '@simpul/contracts';
import { AUDIT, isSimpulError, RECORD, SimpulError } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import { type LeafSource, type SourceChain } from '@simpul/tlog';
import { APPEND_RETRY_MS, RECORD_WAIT_MS } from '../config.ts';

/** A leaf on its way to the log. */
interface Entry {
  readonly id: string;
  readonly leaf: Uint8Array;
  readonly sideCar: Uint8Array;
  readonly enqueuedAt: number;
  /** Cleared once its waiter was answered. */
  waiter:
    { readonly resolve: (outcome: AppendOutcome) => void; readonly reject: (error: SimpulError) => void } | undefined;
}

/** Renders a leaf, canonical and without `at`, for its place in the source's chain. */
export type RenderLeaf = (source: LeafSource) => string;

export interface Recorder {
  /**
   * Sends a leaf; resolves once it is durable.
   * @throws SimpulError `SIMPUL_RECORD_UNAVAILABLE` when that takes too long; the leaf is still sent.
   */
  record(id: string, render: RenderLeaf, sideCar: object): Promise<AppendOutcome>;
  /** False while audit does not acknowledge: then nothing new may be dispatched (design 05). */
  available(): boolean;
  /** Sends what waits; gives up after `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
}

export interface RecorderOptions {
  readonly client: BusClient;
  readonly chain: SourceChain;
  readonly logger: Logger;
  /** Told the ids of leaves that the log now holds. */
  readonly onRecorded: (ids: readonly string[]) => void;
}

const encoder = new TextEncoder();
const NO_SIDE_CAR = new Uint8Array();

/**
 * Sends leaves to audit in the order of their chain, one call at a time: whatever came in meanwhile is the next call
 * (natural batching). A call that fails is repeated with the same bytes, since only that tells whether it had succeeded.
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { client, chain, logger, onRecorded } = options;
  const queue: Entry[] = [];
  let sending: Promise<void> | undefined;
  let failing = false;
  /** Leaves at the head of the queue among which audit found an invalid one: each goes alone. */
  let suspects = 0;
  const stopping = new AbortController();

  function takeBatch(): Entry[] {
    let bytes = 0;
    let count = 0;
    const most = suspects > 0 ? 1 : APPEND_MAX_LEAVES;
    for (const { leaf, sideCar } of queue) {
      bytes += leaf.length + sideCar.length;
      if (count === most || (count > 0 && bytes > APPEND_MAX_BYTES)) break;
      count++;
    }
    return queue.splice(0, count);
  }

  async function sendAll(): Promise<void> {
    while (queue.length > 0 && !stopping.signal.aborted) {
      const batch = takeBatch();
      const leaves = batch.map(({ id, leaf, sideCar }) => ({ id, leaf, sideCar }));
      const late = setTimeout(() => giveUpOld(batch), RECORD_WAIT_MS);
      try {
        const { outcomes } = await client.call(auditAppend, { leaves });
        heard();
        batch.forEach(({ waiter }, i) => waiter?.resolve(outcomes[i] ?? 'stored'));
        onRecorded(batch.map(({ id }) => id));
      } catch (error) {
        await recover(batch, error);
      } finally {
        clearTimeout(late);
      }
    }
  }

  /** Answers consumers that have waited long enough; their leaves are still sent. */
  function giveUpOld(batch: readonly Entry[], cause?: unknown): void {
    const tooOld = performance.now() - RECORD_WAIT_MS;
    for (const entry of [...batch, ...queue]) if (entry.enqueuedAt <= tooOld) giveUp(entry, cause);
  }

  /** Audit answered, and what it answered is final. */
  function heard(): void {
    failing = false;
    if (suspects > 0) suspects--;
  }

  async function recover(batch: Entry[], error: unknown): Promise<void> {
    if (isSimpulError(error, AUDIT.LEAF_INVALID)) {
      heard();
      if (batch.length > 1) {
        queue.unshift(...batch);
        suspects = batch.length;
        return;
      }
      logger.error({ err: error, ids: batch.map(({ id }) => id) }, 'audit refused a leaf; it is dropped');
      for (const entry of batch) giveUp(entry, error);
      return;
    }
    if (!failing) logger.error({ err: error, leaves: batch.length }, 'audit does not acknowledge leaves');
    failing = true;
    queue.unshift(...batch);
    giveUpOld([], error);
    await new Promise((resolve) => setTimeout(resolve, APPEND_RETRY_MS));
  }

  function send(): void {
    sending ??= sendAll().finally(() => {
      sending = undefined;
      // A leaf that came between the last look at the queue and now must not wait for the next one.
      if (queue.length > 0 && !stopping.signal.aborted) send();
    });
  }

  return {
    record(id, render, sideCar) {
      const leaf = chain.nextAs((source) => encoder.encode(render(source)));
      const beside = Object.keys(sideCar).length === 0 ? NO_SIDE_CAR : encoder.encode(JSON.stringify(sideCar));
      return new Promise((resolve, reject) => {
        queue.push({ id, leaf, sideCar: beside, enqueuedAt: performance.now(), waiter: { resolve, reject } });
        send();
      });
    },
    available: () => !failing,
    async stop(timeoutMs) {
      const timer = setTimeout(() => stopping.abort(), timeoutMs);
      await sending;
      clearTimeout(timer);
    },
  };
}

function giveUp(entry: Entry, cause: unknown): void {
  entry.waiter?.reject(new SimpulError(RECORD.UNAVAILABLE, { cause }));
  entry.waiter = undefined;
}
