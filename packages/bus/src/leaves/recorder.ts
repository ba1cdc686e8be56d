import { hash } from 'node:crypto';
import { APPEND_MAX_BYTES, APPEND_MAX_LEAVES, type AppendOutcome, auditAppend } from '@simpul/contracts';
import { AUDIT, isSimpulError, RECORD, SimpulError } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import type { LeafSource } from '@simpul/tlog';
import { v7 as uuidV7 } from 'uuid';
import type { BusClient } from '../bus.ts';
import { APPEND_RETRY_MS, RECORD_WAIT_MS } from './limits.ts';
import { leafText } from './leaf-text.ts';

/** A leaf on its way to the log. */
interface Entry {
  readonly id: string;
  readonly render: RenderLeaf;
  /** Its place in the chain of the source. */
  source: LeafSource;
  leaf: Uint8Array;
  readonly sideCar: Uint8Array;
  readonly enqueuedAt: number;
  /** Cleared once its waiter was answered. */
  waiter:
    { readonly resolve: (outcome: AppendOutcome) => void; readonly reject: (error: SimpulError) => void } | undefined;
  /** It says of another leaf that the log does not hold it. */
  readonly isNote: boolean;
}

/** Renders a leaf, canonical and without `at`, for its place in the source's chain. */
export type RenderLeaf = (source: LeafSource) => string;

export interface Recorder {
  /**
   * Sends a leaf; resolves once it is durable.
   * @throws SimpulError `SIMPUL_RECORD_UNAVAILABLE` when that takes too long; the leaf is still sent.
   */
  record(id: string, render: RenderLeaf, sideCar: object): Promise<AppendOutcome>;
  /** Whether a leaf with this id is on its way. */
  holds(id: string): boolean;
  /** Milliseconds since something was last given to it. */
  idleFor(): number;
  /** False while audit does not acknowledge: then nothing new may be dispatched (design 05). */
  available(): boolean;
  /** Sends what waits; gives up after `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
}

export interface RecorderOptions {
  readonly client: BusClient;
  /** Whose leaves these are: this start of this node. */
  readonly source: { readonly node: string; readonly boot: string };
  readonly logger: Logger;
  /** Told the ids of leaves that the log now holds; of those of `superseded` it holds another one. */
  readonly onRecorded: (ids: readonly string[], superseded: readonly string[]) => void;
}

const encoder = new TextEncoder();
const NO_SIDE_CAR = new Uint8Array();

/**
 * Sends leaves to audit in the order of their chain, one call at a time: whatever came in meanwhile is the next call
 * (natural batching). A call that fails is repeated with the same bytes, since only that tells whether it had succeeded.
 *
 * The chain has no hole that it does not explain: a leaf that audit refuses gives its place to the next one, and of one
 * that was superseded, which has its place in the chain but not in the log, a note follows.
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { client, logger, onRecorded } = options;
  const queue: Entry[] = [];
  const underWay = new Set<string>();
  let next: LeafSource = { ...options.source, seq: 0 };
  let lastGivenAt = performance.now();
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
        for (const [i, entry] of batch.entries()) {
          const outcome = outcomes[i] ?? 'stored';
          underWay.delete(entry.id);
          if (outcome === 'superseded' && !entry.isNote) explain(entry);
          entry.waiter?.resolve(outcome);
        }
        const ids = batch.map(({ id }) => id);
        onRecorded(
          ids,
          ids.filter((_, i) => outcomes[i] === 'superseded'),
        );
      } catch (error) {
        await recover(batch, error);
      } finally {
        clearTimeout(late);
      }
    }
  }

  /** Answers those that have waited long enough; their leaves are still sent. */
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
      for (const entry of batch) drop(entry, error);
      return;
    }
    if (!failing) logger.error({ err: error, leaves: batch.length }, 'audit does not acknowledge leaves');
    failing = true;
    queue.unshift(...batch);
    giveUpOld([], error);
    await new Promise((resolve) => setTimeout(resolve, APPEND_RETRY_MS));
  }

  /** Takes the next place of the chain. */
  function place(render: RenderLeaf): Pick<Entry, 'source' | 'leaf'> {
    const source = next;
    const leaf = encoder.encode(render(source));
    next = { node: source.node, boot: source.boot, seq: source.seq + 1, prev: hash('sha256', leaf, 'base64url') };
    return { source, leaf };
  }

  /** Those behind a leaf that no log will hold move up: none of them was ever stored. */
  function drop(dropped: Entry, cause: unknown): void {
    underWay.delete(dropped.id);
    next = dropped.source;
    for (const entry of queue) Object.assign(entry, place(entry.render));
    giveUp(dropped, cause);
  }

  /** Says which leaf of the chain the log does not hold, and under which id it holds another. */
  function explain({ id, source }: Entry): void {
    const note = { id: uuidV7(), type: 'node.idle', time: Date.now(), error: RECORD.SUPERSEDED.code };
    logger.warn({ exchange: id, seq: source.seq }, 'another leaf of the exchange was first');
    const render: RenderLeaf = (src) => leafText({ ...note, op: `superseded ${source.seq} ${id}` }, src);
    enqueue({ id: note.id, render, sideCar: NO_SIDE_CAR, waiter: undefined, isNote: true });
  }

  function enqueue(entry: Omit<Entry, 'source' | 'leaf' | 'enqueuedAt'>): void {
    lastGivenAt = performance.now();
    queue.push({ ...entry, ...place(entry.render), enqueuedAt: lastGivenAt });
    underWay.add(entry.id);
    send();
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
      const beside = Object.keys(sideCar).length === 0 ? NO_SIDE_CAR : encoder.encode(JSON.stringify(sideCar));
      return new Promise((resolve, reject) =>
        enqueue({ id, render, sideCar: beside, waiter: { resolve, reject }, isNote: false }),
      );
    },
    holds: (id) => underWay.has(id),
    idleFor: () => performance.now() - lastGivenAt,
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
