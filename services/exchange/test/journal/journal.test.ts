import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BusClient, RenderLeaf } from '@simpul/bus';
import { APPEND_MAX_LEAVES, type AppendOutcome, type auditKnown, type Params } from '@simpul/contracts';
import { BUS, RECORD, SimpulError } from '@simpul/errors';
import { type Collection, type DocumentStore, openSqliteDocumentStore } from '@simpul/store';
import { temporaryFolder } from '@simpul/testing';
import { INTENT_GRACE_MS, INTENT_KEEP_MS, INTENT_OVERDUE_MS } from '../../src/config.ts';
import { type Intent, INTENTS, STORE_FORMAT } from '../../src/journal/intent.ts';
import { createJournal } from '../../src/journal/journal.ts';
import { lateErrorOf } from '../error-code.ts';
import { silent } from '../sample-region.ts';

const NOW = 1_800_000_000_000;
const folder = temporaryFolder();
let files = 0;
let store: DocumentStore;
let intents: Collection<Intent>;

beforeEach(async () => {
  const file = `${folder.path}/exchange-${files++}.sqlite`;
  store = await openSqliteDocumentStore({ file, collections: [INTENTS], format: STORE_FORMAT });
  intents = store.collection<Intent>(INTENTS);
});
afterEach(() => store.close());
afterAll(() => folder.remove());

function intentOf(id: string, more: Partial<Intent> = {}): Intent {
  return { id, state: 'open', due: NOW, leaf: { consumer: 'c', time: NOW }, sideCar: { request: 'salt' }, ...more };
}

interface JournalSetUp {
  readonly available?: boolean;
  /** Leaves that the log holds. */
  readonly known?: readonly string[] | 'unreachable';
  /** Leaves that are on their way. */
  readonly held?: readonly string[];
}

/** A journal whose recorder keeps what it was given. */
function journalOf(
  record: (id: string) => Promise<AppendOutcome> = () => Promise.resolve('stored'),
  { available = true, known = [], held = [] }: JournalSetUp = {},
) {
  const asked: string[][] = [];
  const client = {
    name: 'exchange',
    call: async (_: unknown, { ids }: Params<typeof auditKnown>) => {
      asked.push(ids);
      if (known === 'unreachable') throw new SimpulError(BUS.UNAVAILABLE, { params: { service: 'audit' } });
      return { known: ids.filter((id) => known.includes(id)) };
    },
  } as unknown as BusClient;
  const sent: { id: string; leaf: unknown; sideCar: object }[] = [];
  const recorder = {
    record(id: string, render: RenderLeaf, sideCar: object) {
      sent.push({ id, leaf: JSON.parse(render({ node: 'n', boot: 'b', seq: 0 })), sideCar });
      return record(id);
    },
    available: () => available,
    holds: (id: string) => held.includes(id),
  };
  return { journal: createJournal({ intents, client, recorder, logger: silent, now: () => NOW }), sent, asked };
}

describe('an intent', () => {
  it('is durable once it is opened', async () => {
    const { journal } = journalOf();
    const intent = intentOf('a', { proof: 'key.jti' });
    await journal.open(intent);
    await expect(intents.get('a')).resolves.toEqual(intent);
  });

  it('is refused where its proof was used, also long after the first was settled', async () => {
    const { journal } = journalOf();
    await journal.open(intentOf('a', { proof: 'key.jti' }));
    journal.settle(['a']);
    expect((await lateErrorOf(journal.open(intentOf('b', { proof: 'key.jti' })))).code).toBe(
      'SIMPUL_AUTH_PROOF_REPLAYED',
    );
    await expect(journal.open(intentOf('c', { proof: 'key.other' }))).resolves.toBeUndefined();
    await expect(journal.open(intentOf('d'))).resolves.toBeUndefined();
    await expect(journal.open(intentOf('e'))).resolves.toBeUndefined();
  });

  it('is refused as not recorded where its id is taken, which no caller can cause', async () => {
    const { journal } = journalOf();
    await journal.open(intentOf('a'));
    const error = await lateErrorOf(journal.open(intentOf('a')));
    expect([error.code, error.retryAfter]).toEqual(['SIMPUL_JOURNAL_UNAVAILABLE', 1]);
  });

  it('is refused when the store fails', async () => {
    const { journal } = journalOf();
    await store.close();
    expect((await lateErrorOf(journal.open(intentOf('a')))).code).toBe('SIMPUL_JOURNAL_UNAVAILABLE');
  });

  it('is refused, and not written, while audit does not acknowledge', async () => {
    const { journal } = journalOf(undefined, { available: false });
    expect((await lateErrorOf(journal.open(intentOf('a')))).code).toBe('SIMPUL_JOURNAL_UNAVAILABLE');
    await expect(intents.get('a')).resolves.toBeUndefined();
  });

  it('is settled when the log holds its leaf, and stays for its unique key', async () => {
    const { journal } = journalOf();
    await journal.open(intentOf('a', { proof: 'key.jti' }));
    journal.settle(['a', 'unknown']);
    await expect(intents.get('a')).resolves.toMatchObject({ state: 'settled', due: NOW + INTENT_KEEP_MS });
  });

  it('goes when the log holds its leaf, if it has no unique key', async () => {
    const { journal } = journalOf();
    await journal.open(intentOf('a'));
    await journal.open(intentOf('b'));
    journal.settle(['a']);
    await expect(intents.get('a')).resolves.toBeUndefined();
    await expect(intents.get('b')).resolves.toMatchObject({ state: 'open' });
  });

  it('of an earlier process is settled, not dropped: who opened it knew of its key', async () => {
    await intents.insert(intentOf('a'));
    journalOf().journal.settle(['a']);
    await expect(intents.get('a')).resolves.toMatchObject({ state: 'settled' });
  });
});

describe('a refusal', () => {
  it('is durable and its leaf sent', async () => {
    const { journal, sent } = journalOf(() => new Promise(() => undefined));
    await journal.deny(
      intentOf('a', { state: 'denied', leaf: { consumer: 'c', error: 'SIMPUL_ACCESS_NO_AGREEMENT' } }),
    );
    await expect(intents.get('a')).resolves.toMatchObject({ state: 'denied' });
    expect(sent).toEqual([
      {
        id: 'a',
        leaf: {
          v: 1,
          id: 'a',
          type: 'exchange.denied',
          outcome: 'refused',
          consumer: 'c',
          error: 'SIMPUL_ACCESS_NO_AGREEMENT',
          src: { node: 'n', boot: 'b', seq: 0 },
        },
        sideCar: { request: 'salt' },
      },
    ]);
  });

  it('stands although its leaf cannot be sent now', async () => {
    const { journal } = journalOf(() => Promise.reject(new SimpulError(RECORD.UNAVAILABLE)));
    await journal.deny(intentOf('a', { state: 'denied' }));
    await expect(intents.get('a')).resolves.toMatchObject({ state: 'denied' });
  });

  it('that cannot be stored has no leaf', async () => {
    const { journal, sent } = journalOf();
    await store.close();
    expect((await lateErrorOf(journal.deny(intentOf('a', { state: 'denied' })))).code).toBe('SIMPUL_STORE_FAILED');
    expect(sent).toEqual([]);
  });
});

describe('a sweep', () => {
  const late = NOW - INTENT_GRACE_MS - 1;

  async function fill(): Promise<void> {
    await intents.insert(intentOf('late', { due: late }));
    await intents.insert(intentOf('at-the-edge', { due: late + 1 }));
    await intents.insert(intentOf('under-way', { due: NOW + 5000 }));
    await intents.insert(
      intentOf('refused', { state: 'denied', due: late, leaf: { error: 'SIMPUL_ACCESS_NO_AGREEMENT' } }),
    );
    await intents.insert(intentOf('done', { state: 'settled', due: late }));
  }

  it('for the overdue closes what is long past its deadline, as interrupted or refused', async () => {
    const { journal, sent } = journalOf();
    await fill();
    await expect(journal.sweep('overdue')).resolves.toBe(2);
    expect(sent.map(({ id, leaf }) => [id, leaf])).toEqual([
      ['late', expect.objectContaining({ type: 'exchange.interrupted', outcome: 'interrupted', consumer: 'c' })],
      ['refused', expect.objectContaining({ type: 'exchange.denied', outcome: 'refused' })],
    ]);
    await expect(intents.get('late')).resolves.toMatchObject({ state: 'settled', due: NOW + INTENT_KEEP_MS });
    await expect(intents.get('under-way')).resolves.toMatchObject({ state: 'open' });
    await expect(journal.sweep('overdue')).resolves.toBe(0);
  });

  it('at start closes everything that is open', async () => {
    const { journal, sent } = journalOf();
    await fill();
    await expect(journal.sweep('all')).resolves.toBe(4);
    expect(new Set(sent.map(({ id }) => id))).toEqual(new Set(['late', 'at-the-edge', 'under-way', 'refused']));
    await expect(intents.find({ where: { state: 'open' }, limit: 10 })).resolves.toEqual([]);
  });

  it('goes on past one page', async () => {
    const { journal, sent } = journalOf();
    await Promise.all(Array.from({ length: 1201 }, (_, i) => intents.insert(intentOf(`i-${i}`, { due: late }))));
    await expect(journal.sweep('overdue')).resolves.toBe(1201);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1201);
  });

  it('settles what the log holds without sending it again', async () => {
    const { journal, sent, asked } = journalOf(undefined, { known: ['late', 'refused'] });
    await fill();
    await expect(journal.sweep('all')).resolves.toBe(2);
    expect(sent.map(({ id }) => id)).toEqual(['at-the-edge', 'under-way']);
    expect(asked).toEqual([['late', 'at-the-edge', 'under-way'], ['refused']]);
    await expect(intents.get('late')).resolves.toMatchObject({ state: 'settled', due: NOW + INTENT_KEEP_MS });
    await expect(intents.find({ where: { state: 'denied' }, limit: 10 })).resolves.toEqual([]);
  });

  it('asks about no more at once than audit answers', async () => {
    const { journal, asked } = journalOf();
    await Promise.all(Array.from({ length: 600 }, (_, i) => intents.insert(intentOf(`i-${i}`, { due: late }))));
    await journal.sweep('overdue');
    expect(asked.map(({ length }) => length)).toEqual([APPEND_MAX_LEAVES, APPEND_MAX_LEAVES, 88]);
  });

  it('leaves alone what is on its way', async () => {
    const { journal, sent, asked } = journalOf(undefined, { held: ['late'] });
    await fill();
    await expect(journal.sweep('all')).resolves.toBe(3);
    expect(sent.map(({ id }) => id)).not.toContain('late');
    expect(asked.flat()).not.toContain('late');
    await expect(intents.get('late')).resolves.toMatchObject({ state: 'open' });
  });

  it('ends although a whole page is on its way', async () => {
    const ids = Array.from({ length: APPEND_MAX_LEAVES + 1 }, (_, i) => `i-${i}`);
    const { journal, sent } = journalOf(undefined, { held: ids });
    await Promise.all(ids.map((id) => intents.insert(intentOf(id, { due: late }))));
    await expect(journal.sweep('all')).resolves.toBe(0);
    expect(sent).toEqual([]);
  });

  it('sends nothing while audit does not say what it holds', async () => {
    const { journal, sent } = journalOf(undefined, { known: 'unreachable' });
    await fill();
    await expect(journal.sweep('all')).resolves.toBe(0);
    expect(sent).toEqual([]);
    await expect(intents.get('late')).resolves.toMatchObject({ state: 'open' });
  });

  it('leaves open what audit did not take, and settles the rest', async () => {
    const { journal } = journalOf((id) =>
      id === 'late' ? Promise.reject(new SimpulError(RECORD.UNAVAILABLE)) : Promise.resolve('stored'),
    );
    await fill();
    await journal.sweep('all');
    await expect(intents.get('late')).resolves.toMatchObject({ state: 'open' });
    await expect(intents.find({ where: { state: 'open' }, limit: 10 })).resolves.toHaveLength(1);
  });

  it('for the overdue does not heap up leaves while audit does not acknowledge', async () => {
    const { journal, sent } = journalOf(undefined, { available: false });
    await fill();
    await expect(journal.sweep('overdue')).resolves.toBe(0);
    expect(sent).toEqual([]);
  });
});

describe('exchanges without a leaf', () => {
  it('are counted a minute after their deadline, refusals too', async () => {
    const { journal } = journalOf();
    await intents.insert(intentOf('a', { due: NOW - INTENT_OVERDUE_MS - 1 }));
    await intents.insert(intentOf('b', { due: NOW - INTENT_OVERDUE_MS }));
    await intents.insert(intentOf('c', { state: 'denied', due: NOW - INTENT_OVERDUE_MS - 1 }));
    await intents.insert(intentOf('d', { state: 'settled', due: 1 }));
    await expect(journal.overdue()).resolves.toBe(2);
  });
});

describe('pruning', () => {
  it('drops settled rows whose time is over, and with them their proofs', async () => {
    const { journal } = journalOf();
    await intents.insert(intentOf('old', { state: 'settled', due: NOW - 1, proof: 'key.jti' }));
    await intents.insert(intentOf('young', { state: 'settled', due: NOW }));
    await intents.insert(intentOf('open', { due: 0 }));
    await journal.prune();
    const left = await intents.find({ limit: 10 });
    expect(left.map(({ id }) => id).toSorted()).toEqual(['open', 'young']);
    await expect(journal.open(intentOf('again', { proof: 'key.jti' }))).resolves.toBeUndefined();
  });
});
