import { AUTH, isSimpulError, JOURNAL, SimpulError, STORE } from '@simpul/errors';
import type { Collection } from '@simpul/store';
import type { Logger } from '@simpul/telemetry';
import { INTENT_GRACE_MS, INTENT_KEEP_MS } from '../config.ts';
import type { Intent } from './intent.ts';
import { leafText } from './leaf-text.ts';
import type { Recorder } from './recorder.ts';

/** Rows that one look takes in. */
const PAGE = 500;

export interface Journal {
  /**
   * Makes an intent durable before its dispatch.
   * @throws SimpulError `SIMPUL_AUTH_PROOF_REPLAYED`, `SIMPUL_JOURNAL_UNAVAILABLE`.
   */
  open(intent: Intent): Promise<void>;
  /** Makes a refusal durable and sends its leaf without waiting for it. */
  deny(intent: Intent): Promise<void>;
  /** Ends rows whose leaf the log holds: those with a unique key keep it for a while, the others go. */
  settle(ids: readonly string[]): void;
  /** Sends the leaves that rows still owe: all of them, or those long past their deadline. @returns how many. */
  sweep(which: 'all' | 'overdue'): Promise<number>;
  /** Drops settled rows that are old enough. */
  prune(): Promise<void>;
}

export interface JournalOptions {
  readonly intents: Collection<Intent>;
  readonly recorder: Pick<Recorder, 'record' | 'available'>;
  readonly logger: Logger;
  readonly now?: () => number;
}

/** The exchange's journal: what was begun, until the log holds it. */
export function createJournal(options: JournalOptions): Journal {
  const { intents, recorder, logger, now = Date.now } = options;
  /** Rows of this process without a unique key: nothing needs them once the log holds their leaf. */
  const keyless = new Set<string>();

  async function send(intent: Intent): Promise<void> {
    const type = intent.state === 'denied' ? 'exchange.denied' : 'exchange.interrupted';
    const outcome = intent.state === 'denied' ? 'refused' : 'interrupted';
    await recorder.record(
      intent.id,
      (src) => leafText({ ...intent.leaf, id: intent.id, type, outcome }, src),
      intent.sideCar,
    );
  }

  return {
    async open(intent) {
      if (!recorder.available()) throw new SimpulError(JOURNAL.UNAVAILABLE, { retryAfter: 1 });
      try {
        await intents.insert(intent);
        if (intent.proof === undefined) keyless.add(intent.id);
      } catch (cause) {
        if (isSimpulError(cause, STORE.DUPLICATE) && cause.params['key'] === 'proof') {
          throw new SimpulError(AUTH.PROOF_REPLAYED, { cause });
        }
        throw new SimpulError(JOURNAL.UNAVAILABLE, { cause, retryAfter: 1 });
      }
    },
    async deny(intent) {
      await intents.insert(intent);
      if (intent.proof === undefined) keyless.add(intent.id);
      send(intent).catch((err: unknown) => logger.error({ err, exchange: intent.id }, 'the leaf of a refusal waits'));
    },
    settle(ids) {
      const done: string[] = [];
      const kept: string[] = [];
      for (const id of ids) (keyless.delete(id) ? done : kept).push(id);
      const writes: Promise<number>[] = [];
      if (done.length > 0) writes.push(intents.deleteEach(done));
      if (kept.length > 0) writes.push(intents.updateMany(kept, { state: 'settled', due: now() + INTENT_KEEP_MS }));
      Promise.all(writes).catch((err: unknown) =>
        logger.error({ err, rows: ids.length }, 'intents stay open although the log holds them'),
      );
    },
    async sweep(which) {
      const below = which === 'all' ? Number.MAX_SAFE_INTEGER : now() - INTENT_GRACE_MS;
      let sent = 0;
      for (const state of ['open', 'denied'] as const) {
        const range = { member: 'due', below } as const;
        for (let page = [] as Intent[]; ;) {
          // What was given to the recorder is still sent; more of the same would only heap up there.
          if (!recorder.available()) return sent;
          page = await intents.find({ where: { state }, range, orderBy: 'due', limit: PAGE });
          const results = await Promise.allSettled(page.map(send));
          const done = page.filter((_, i) => results[i]?.status === 'fulfilled').map(({ id }) => id);
          await intents.updateMany(done, { state: 'settled', due: now() + INTENT_KEEP_MS });
          sent += done.length;
          const failure = results.find((result) => result.status === 'rejected');
          if (failure !== undefined) {
            // One row that audit refuses must not keep the others, or the process, from going on.
            logger.error({ err: failure.reason, rows: page.length - done.length }, 'intents stay open');
            break;
          }
          if (page.length < PAGE) break;
        }
      }
      return sent;
    },
    async prune() {
      await intents.deleteMany({ where: { state: 'settled' }, range: { member: 'due', below: now() } }, PAGE * 10);
    },
  };
}
