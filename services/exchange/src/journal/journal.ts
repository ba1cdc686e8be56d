import { type BusClient, leafText, type Recorder } from '@simpul/bus';
import { APPEND_MAX_LEAVES, auditKnown } from '@simpul/contracts';
import { AUTH, isSimpulError, JOURNAL, SIGNATURE, SimpulError, STORE } from '@simpul/errors';
import type { Collection } from '@simpul/store';
import type { Logger } from '@simpul/telemetry';
import { INTENT_GRACE_MS, INTENT_KEEP_MS, INTENT_OVERDUE_MS } from '../config.ts';
import { createClaims, REPLAYED } from './claims.ts';
import type { Intent } from './intent.ts';

/** Rows that one look takes in: as many as audit may be asked about at once. */
const PAGE = APPEND_MAX_LEAVES;
/** Rows that are dropped at once. */
const PRUNE_ROWS = 5000;
/** Overdue rows that are counted. */
const MAX_OVERDUE = 1000;

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
  /** Ends rows whose leaf the log holds: those with a unique key keep it for a while, the others go. */
  settle(ids: readonly string[]): void;
  /**
   * Sends the leaves that rows still owe: all of them, or those long past their deadline. What the log holds already is
   * settled without. @returns how many were sent
   */
  sweep(which: 'all' | 'overdue'): Promise<number>;
  /** How many rows still owe a leaf a minute after their deadline, as far as that is counted. */
  overdue(): Promise<number>;
  /** Drops settled rows that are old enough. */
  prune(): Promise<void>;
}

export interface JournalOptions {
  readonly intents: Collection<Intent>;
  readonly client: BusClient;
  readonly recorder: Pick<Recorder, 'record' | 'available' | 'holds'>;
  readonly logger: Logger;
  readonly now?: () => number;
}

/** The exchange's journal: what was begun, until the log holds it. */
export function createJournal(options: JournalOptions): Journal {
  const { intents, client, recorder, logger, now = Date.now } = options;
  /** Rows of this process without a unique key: nothing needs them once the log holds their leaf. */
  const keyless = new Set<string>();
  const claims = createClaims(intents);

  async function send(intent: Intent): Promise<void> {
    const type = intent.state === 'denied' ? 'exchange.denied' : 'exchange.interrupted';
    const outcome = intent.state === 'denied' ? 'refused' : 'interrupted';
    await recorder.record(
      intent.id,
      (src) => leafText({ ...intent.leaf, id: intent.id, type, outcome }, src),
      intent.sideCar,
    );
  }

  /**
   * Settles those whose leaf the log holds, which a crash may have kept from being noted.
   * @returns those that owe one; without those whose leaf is on its way
   */
  async function owing(page: readonly Intent[]): Promise<Intent[]> {
    const asked = page.filter(({ id }) => !recorder.holds(id));
    if (asked.length === 0) return [];
    const { known } = await client.call(auditKnown, { ids: asked.map(({ id }) => id) });
    await intents.updateMany(known, { state: 'settled', due: now() + INTENT_KEEP_MS });
    const held = new Set(known);
    return asked.filter(({ id }) => !held.has(id));
  }

  /** Why an intent was not written. */
  async function refusalOf(intent: Intent, cause: unknown): Promise<SimpulError> {
    const taken = isSimpulError(cause, STORE.DUPLICATE) ? cause.params['key'] : undefined;
    if (taken === 'proof') return new SimpulError(AUTH.PROOF_REPLAYED, { cause });
    if (taken === 'nonce') return new SimpulError(SIGNATURE.REPLAYED, { params: REPLAYED, cause });
    const refusal =
      taken === 'idempotency' ? await claims.refusal(intent).catch((err: unknown) => wrap(err)) : undefined;
    return refusal ?? wrap(cause);
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
        await intents.insert(intent);
        if (isKeyless(intent)) keyless.add(intent.id);
      } catch (cause) {
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
      await intents.insert(intent);
      if (isKeyless(intent)) keyless.add(intent.id);
      send(intent).catch((err: unknown) => logger.error({ err, exchange: intent.id }, 'the leaf of a refusal waits'));
    },
    settle(ids) {
      const done: string[] = [];
      const kept: string[] = [];
      const writes: Promise<unknown>[] = [];
      for (const id of ids) {
        const status = claims.take(id);
        if (status !== undefined) writes.push(settleClaim(id, status));
        else (keyless.delete(id) ? done : kept).push(id);
      }
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
          const owed = await owing(page).catch((err: unknown) => {
            logger.error({ err, rows: page.length }, 'audit does not say which leaves it holds: intents stay open');
          });
          if (owed === undefined) return sent;
          const results = await Promise.allSettled(owed.map(send));
          const done = owed.filter((_, i) => results[i]?.status === 'fulfilled').map(({ id }) => id);
          await intents.updateMany(done, { state: 'settled', due: now() + INTENT_KEEP_MS });
          sent += done.length;
          const failure = results.find((result) => result.status === 'rejected');
          if (failure !== undefined) {
            // One row that audit refuses must not keep the others, or the process, from going on.
            logger.error({ err: failure.reason, rows: owed.length - done.length }, 'intents stay open');
            break;
          }
          // What is on its way stays open, and would come again and again.
          if (page.length < PAGE || page.some(({ id }) => recorder.holds(id))) break;
        }
      }
      return sent;
    },
    async overdue() {
      const range = { member: 'due', below: now() - INTENT_OVERDUE_MS } as const;
      const counts = (['open', 'denied'] as const).map(
        async (state) => (await intents.find({ where: { state }, range, orderBy: 'due', limit: MAX_OVERDUE })).length,
      );
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },
    async prune() {
      await intents.deleteMany({ where: { state: 'settled' }, range: { member: 'due', below: now() } }, PRUNE_ROWS);
    },
  };
}

/** Whether nothing needs the row once the log holds its leaf. */
function isKeyless({ proof, nonce, idempotency }: Intent): boolean {
  return proof === undefined && nonce === undefined && idempotency === undefined;
}
