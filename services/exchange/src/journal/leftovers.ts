import type { BusClient, Recorder } from '@simpul/bus';
import { APPEND_MAX_LEAVES, auditKnown } from '@simpul/contracts';
import type { Collection } from '@simpul/store';
import type { Logger } from '@simpul/telemetry';
import { INTENT_GRACE_MS, INTENT_KEEP_MS, INTENT_OVERDUE_MS } from '../config.ts';
import type { Intent } from './intent.ts';
import { sendOwedLeaf } from './owed-leaf.ts';

/** Rows that one look takes in: as many as audit may be asked about at once. */
const PAGE = APPEND_MAX_LEAVES;
/** Overdue rows that are counted. */
const MAX_OVERDUE = 1000;
/** Rows that owe the log a leaf. */
const OWING = ['open', 'denied'] as const;

/** Sends the leaves that rows still owe whose node is gone, or late (design 03: any node closes them). */
export interface Leftovers {
  /**
   * Closes what an earlier process of this node left, until that is done once, and what is long past its deadline, whoever
   * began it. @returns how many leaves were sent
   */
  close(): Promise<number>;
  /** How many rows still owe a leaf a minute after their deadline, as far as that is counted. */
  overdue(): Promise<number>;
}

export interface LeftoversOptions {
  readonly intents: Collection<Intent>;
  readonly client: BusClient;
  readonly recorder: Pick<Recorder, 'record' | 'available' | 'holds'>;
  /** This start of this node. */
  readonly source: { readonly node: string; readonly boot: string };
  /** Whether all rows are this node's, those too that do not name one. */
  readonly ownsStore: boolean;
  readonly logger: Logger;
  readonly now?: () => number;
}

/** What one page of rows came to. */
interface Closed {
  readonly sent: number;
  /** Whether none of them stays as it was, so that more may be looked for. */
  readonly goOn: boolean;
}

export function createLeftovers(options: LeftoversOptions): Leftovers {
  const { intents, client, recorder, source, ownsStore, logger, now = Date.now } = options;
  let ownLeft = true;

  function isOwn({ node, boot }: Intent): boolean {
    return boot !== source.boot && (ownsStore || node === source.node);
  }

  /** Settles those whose leaf the log holds, which a crash may have kept from being noted. @returns those that owe one */
  async function owing(rows: readonly Intent[]): Promise<Intent[]> {
    if (rows.length === 0) return [];
    const { known } = await client.call(auditKnown, { ids: rows.map(({ id }) => id) });
    if (known.length > 0) await intents.updateMany(known, { state: 'settled', due: now() + INTENT_KEEP_MS });
    const held = new Set(known);
    return rows.filter(({ id }) => !held.has(id));
  }

  /** Of several nodes that look at once one closes a row: the one that puts its deadline off. If it dies, another will. */
  async function claim(rows: readonly Intent[]): Promise<Intent[]> {
    const claims = await Promise.allSettled(
      rows.map(({ id, state, due }) => intents.update(id, { due: Math.max(now(), due + 1) }, { state, due })),
    );
    return rows.filter((_, i) => claims[i]?.status === 'fulfilled' && claims[i].value);
  }

  async function close(rows: readonly Intent[]): Promise<Closed> {
    // What is on its way stays open, and would come again and again.
    const left = rows.filter(({ id }) => !recorder.holds(id));
    const goOn = left.length === rows.length;
    let owed: readonly Intent[];
    try {
      owed = await claim(await owing(left));
    } catch (err) {
      logger.error({ err, rows: left.length }, 'which leaves the log holds cannot be told: intents stay open');
      return { sent: 0, goOn: false };
    }
    const results = await Promise.allSettled(owed.map((row) => sendOwedLeaf(recorder, row)));
    const done = owed.filter((_, i) => results[i]?.status === 'fulfilled').map(({ id }) => id);
    if (done.length > 0) await intents.updateMany(done, { state: 'settled', due: now() + INTENT_KEEP_MS });
    const failure = results.find((result) => result.status === 'rejected');
    if (failure === undefined) return { sent: done.length, goOn };
    // One row that audit refuses must not keep the others, or the process, from going on.
    logger.error({ err: failure.reason, rows: owed.length - done.length }, 'intents stay open');
    return { sent: done.length, goOn: false };
  }

  /** Nobody will act on these: their process has ended. Those that others begin meanwhile are passed over. */
  async function closeOwn(): Promise<number> {
    let sent = 0;
    let isDone = true;
    for (const state of OWING) {
      for (let from: string | undefined = ''; from !== undefined && recorder.available();) {
        const range = { member: 'id', atLeast: from } as const;
        const page: Intent[] = await intents.find({ where: { state }, range, orderBy: 'id', limit: PAGE });
        const closed = await close(page.filter(isOwn));
        sent += closed.sent;
        isDone &&= closed.goOn;
        const last = page.at(-1);
        from = last === undefined || page.length < PAGE ? undefined : behind(last.id);
      }
    }
    ownLeft = !isDone || !recorder.available();
    return sent;
  }

  async function closeOverdue(): Promise<number> {
    const range = { member: 'due', below: now() - INTENT_GRACE_MS } as const;
    let sent = 0;
    for (const state of OWING) {
      // What was given to the recorder is still sent; more of the same would only heap up there.
      for (let more = true; more && recorder.available();) {
        const page = await intents.find({ where: { state }, range, orderBy: 'due', limit: PAGE });
        const closed = await close(page);
        sent += closed.sent;
        more = closed.goOn && page.length === PAGE;
      }
    }
    return sent;
  }

  return {
    close: async () => (ownLeft ? await closeOwn() : 0) + (await closeOverdue()),
    async overdue() {
      const range = { member: 'due', below: now() - INTENT_OVERDUE_MS } as const;
      const counts = OWING.map(
        async (state) => (await intents.find({ where: { state }, range, orderBy: 'due', limit: MAX_OVERDUE })).length,
      );
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },
  };
}

/** A text behind this id and before all others: ids are of one length. */
function behind(id: string): string {
  return `${id}!`;
}
