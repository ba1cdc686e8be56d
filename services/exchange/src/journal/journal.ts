import type { Recorder } from '@simpul/bus';
import { AUTH, isSimpulError, JOURNAL, SIGNATURE, SimpulError, STORE } from '@simpul/errors';
import type { Collection } from '@simpul/store';
import type { Logger } from '@simpul/telemetry';
import { INTENT_KEEP_MS } from '../config.ts';
import { createClaims, REPLAYED } from './claims.ts';
import type { Intent } from './intent.ts';
import { createLateDrops } from './late-drops.ts';
import { sendOwedLeaf } from './owed-leaf.ts';
import type { StoreGuard } from './store-guard.ts';

/** Settled rows that are dropped at once. */
const PRUNE_ROWS = 5000;

export interface Journal {
  /**
   * Makes an intent durable before its dispatch.
   * @throws SimpulError `SIMPUL_AUTH_PROOF_REPLAYED`, `SIMPUL_SIGNATURE_REPLAYED`, `SIMPUL_REPEAT_*`, `SIMPUL_JOURNAL_UNAVAILABLE`.
   */
  open(intent: Intent): Promise<void>;
  /** Notes the status with which an exchange ends whose intent holds an idempotency key. */
  noteStatus(id: string, status: number): void;
  /** Gives an exchange's idempotency key back, since nothing was sent: the same request may come again. */
  giveBack(id: string): Promise<void>;
  /** Puts an intent's deadline off, since its exchange streams; nobody may take it for one that was left. */
  extend(id: string, due: number): void;
  /** Makes a refusal durable and sends its leaf without waiting for it. */
  deny(intent: Intent): Promise<void>;
  /**
   * Ends rows whose leaf the log holds: those with a unique key keep it for a while, the others go soon. Those of `superseded`
   * ended otherwise than was noted.
   */
  settle(ids: readonly string[], superseded?: readonly string[]): void;
  /** Drops settled rows that are old enough. */
  prune(): Promise<void>;
  /** Drops the rows that wait for it. */
  close(): Promise<void>;
}

export interface JournalOptions {
  readonly intents: Collection<Intent>;
  readonly guard: StoreGuard;
  readonly recorder: Pick<Recorder, 'record' | 'available'>;
  /** This start of this node. */
  readonly source: { readonly node: string; readonly boot: string };
  readonly logger: Logger;
  readonly now?: () => number;
}

/** The exchange's journal: what was begun, until the log holds it. */
export function createJournal(options: JournalOptions): Journal {
  const { intents, guard, recorder, source, logger, now = Date.now } = options;
  /** Rows of this process without a unique key: nothing needs them once the log holds their leaf. */
  const keyless = new Set<string>();
  const claims = createClaims(intents);
  const drops = createLateDrops(intents, logger);

  /** Why an intent was not written. */
  async function refusalOf(intent: Intent, cause: unknown): Promise<SimpulError> {
    const taken = isSimpulError(cause, STORE.DUPLICATE) ? cause.params['key'] : undefined;
    if (taken === 'proof') return new SimpulError(AUTH.PROOF_REPLAYED, { cause });
    if (taken === 'nonce') return new SimpulError(SIGNATURE.REPLAYED, { params: REPLAYED, cause });
    const refusal =
      taken === 'idempotency' ? await claims.refusal(intent).catch((err: unknown) => wrap(err)) : undefined;
    return refusal ?? wrap(cause);
  }

  /** Nothing was sent under an intent that came too late, so it owes no leaf. */
  async function takeBack({ id }: Intent): Promise<void> {
    await intents.delete(id);
    logger.warn({ exchange: id }, 'an intent became durable after its exchange was refused, and was taken back');
  }

  function wrap(cause: unknown): SimpulError {
    return new SimpulError(JOURNAL.UNAVAILABLE, { cause, retryAfter: 1 });
  }

  async function settleClaim(id: string, status: number): Promise<void> {
    await intents.update(id, { state: 'settled', due: now() + INTENT_KEEP_MS, status });
    claims.forget(id);
  }

  return {
    async open(intent) {
      if (!recorder.available()) throw new SimpulError(JOURNAL.UNAVAILABLE, { retryAfter: 1 });
      try {
        await guard.ask(
          () => intents.insert({ ...intent, ...source }),
          () => takeBack(intent),
        );
        if (isKeyless(intent)) keyless.add(intent.id);
      } catch (cause) {
        if (isSimpulError(cause, JOURNAL.UNAVAILABLE)) throw cause;
        throw await refusalOf(intent, cause);
      }
    },
    noteStatus: (id, status) => claims.note(id, status),
    async giveBack(id) {
      try {
        await intents.update(id, { idempotency: null });
      } catch (err) {
        logger.error({ err, exchange: id }, 'an idempotency key stays taken although nothing was sent');
      }
    },
    extend(id, due) {
      intents
        .update(id, { due })
        .catch((err: unknown) => logger.error({ err, exchange: id }, 'an exchange that streams may be taken for open'));
    },
    async deny(intent) {
      await guard.ask(() => intents.insert({ ...intent, ...source }));
      if (isKeyless(intent)) keyless.add(intent.id);
      sendOwedLeaf(recorder, intent).catch((err: unknown) =>
        logger.error({ err, exchange: intent.id }, 'the leaf of a refusal waits'),
      );
    },
    settle(ids, superseded = []) {
      for (const id of superseded) claims.drop(id);
      const done: string[] = [];
      const kept: string[] = [];
      const writes: Promise<unknown>[] = [];
      for (const id of ids) {
        const status = claims.take(id);
        if (status !== undefined) writes.push(settleClaim(id, status));
        else (keyless.delete(id) ? done : kept).push(id);
      }
      drops.add(done);
      if (kept.length > 0) writes.push(intents.updateMany(kept, { state: 'settled', due: now() + INTENT_KEEP_MS }));
      Promise.all(writes).catch((err: unknown) =>
        logger.error({ err, rows: ids.length }, 'intents stay open although the log holds them'),
      );
    },
    async prune() {
      await intents.deleteMany({ where: { state: 'settled' }, range: { member: 'due', below: now() } }, PRUNE_ROWS);
    },
    close: () => drops.close(),
  };
}

/** Whether nothing needs the row once the log holds its leaf. */
function isKeyless({ proof, nonce, idempotency }: Intent): boolean {
  return proof === undefined && nonce === undefined && idempotency === undefined;
}
