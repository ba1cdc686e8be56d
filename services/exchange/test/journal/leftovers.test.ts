import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BusClient } from '@simpul/bus';
import { APPEND_MAX_LEAVES, type AppendOutcome, type auditKnown, type Params } from '@simpul/contracts';
import { BUS, RECORD, SimpulError } from '@simpul/errors';
import type { Collection, DocumentStore } from '@simpul/store';
import { temporaryFolder } from '@simpul/testing';
import { INTENT_GRACE_MS, INTENT_KEEP_MS, INTENT_OVERDUE_MS } from '../../src/config.ts';
import type { Intent } from '../../src/journal/intent.ts';
import { createLeftovers } from '../../src/journal/leftovers.ts';
import { silent } from '../sample-region.ts';
import { keepingRecorder, openIntents, type RecorderSetUp } from './journal-parts.ts';

const NOW = 1_800_000_000_000;
const LATE = NOW - INTENT_GRACE_MS - 1;
const BEFORE = { node: 'n', boot: 'before' };
const folder = temporaryFolder();
let store: DocumentStore;
let intents: Collection<Intent>;

beforeEach(async () => {
  ({ store, intents } = await openIntents(folder.path));
});
afterEach(() => store.close());
afterAll(() => folder.remove());

function intentOf(id: string, more: Partial<Intent> = {}): Intent {
  const leaf = { consumer: 'c', time: NOW };
  return { id, state: 'open', due: NOW, leaf, sideCar: { request: 'salt' }, node: 'n', boot: 'b', ...more };
}

interface LeftoversSetUp extends RecorderSetUp {
  /** Leaves that the log holds. */
  readonly known?: () => readonly string[];
  readonly node?: string;
  readonly ownsStore?: boolean;
}

/** What a node that has just started does about rows, with a recorder that keeps what it was given. */
function leftoversOf({ known = () => [], node = 'n', ownsStore = false, ...recording }: LeftoversSetUp = {}) {
  const asked: string[][] = [];
  const client = {
    name: 'exchange',
    call: async (_: unknown, { ids }: Params<typeof auditKnown>) => {
      asked.push(ids);
      const held = known();
      return { known: ids.filter((id) => held.includes(id)) };
    },
  } as unknown as BusClient;
  const { recorder, sent } = keepingRecorder(recording);
  const source = { node, boot: 'b' };
  const options = { intents, client, recorder, source, ownsStore, logger: silent, now: () => NOW };
  return { leftovers: createLeftovers(options), sent, asked };
}

function unreachable(): never {
  throw new SimpulError(BUS.UNAVAILABLE, { params: { service: 'audit' } });
}

async function fill(): Promise<void> {
  await intents.insert(intentOf('late', { due: LATE }));
  await intents.insert(intentOf('at-the-edge', { due: LATE + 1 }));
  await intents.insert(intentOf('under-way', { due: NOW + 5000 }));
  const leaf = { error: 'SIMPUL_ACCESS_NO_AGREEMENT' };
  await intents.insert(intentOf('refused', { state: 'denied', due: LATE, leaf }));
  await intents.insert(intentOf('done', { state: 'settled', due: LATE }));
}

describe('what is long past its deadline', () => {
  it('is closed, as interrupted or refused, whoever began it', async () => {
    const { leftovers, sent } = leftoversOf({ node: 'another' });
    await fill();
    await expect(leftovers.close()).resolves.toBe(2);
    expect(sent.map(({ id, leaf }) => [id, leaf])).toEqual([
      ['late', expect.objectContaining({ type: 'exchange.interrupted', outcome: 'interrupted', consumer: 'c' })],
      ['refused', expect.objectContaining({ type: 'exchange.denied', outcome: 'refused' })],
    ]);
    await expect(intents.get('late')).resolves.toMatchObject({ state: 'settled', due: NOW + INTENT_KEEP_MS });
    await expect(intents.get('under-way')).resolves.toMatchObject({ state: 'open' });
    await expect(leftovers.close()).resolves.toBe(0);
  });

  it('is closed by one of several nodes that look at once', async () => {
    const ids = Array.from({ length: 300 }, (_, i) => `i-${String(i).padStart(3, '0')}`);
    await Promise.all(ids.map((id) => intents.insert(intentOf(id, { due: LATE, node: 'gone' }))));
    const nodes = ['a', 'b', 'c', 'd'].map((node) => leftoversOf({ node }));
    const counts = await Promise.all(nodes.map(({ leftovers }) => leftovers.close()));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(300);
    expect(nodes.flatMap(({ sent }) => sent.map(({ id }) => id)).toSorted()).toEqual(ids);
  });

  it('is closed past one page', async () => {
    const { leftovers, sent, asked } = leftoversOf();
    await Promise.all(Array.from({ length: 600 }, (_, i) => intents.insert(intentOf(`i-${i}`, { due: LATE }))));
    await expect(leftovers.close()).resolves.toBe(600);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(600);
    // No more at once than audit answers.
    expect(asked.map(({ length }) => length)).toEqual([APPEND_MAX_LEAVES, APPEND_MAX_LEAVES, 88]);
  });

  it('is settled without a leaf where the log holds one', async () => {
    const { leftovers, sent, asked } = leftoversOf({ known: () => ['late', 'refused'] });
    await fill();
    await expect(leftovers.close()).resolves.toBe(0);
    expect(sent).toEqual([]);
    expect(asked).toEqual([['late'], ['refused']]);
    await expect(intents.get('late')).resolves.toMatchObject({ state: 'settled', due: NOW + INTENT_KEEP_MS });
    await expect(intents.find({ where: { state: 'denied' }, limit: 10 })).resolves.toEqual([]);
  });

  it('is left alone while its leaf is on its way', async () => {
    const { leftovers, sent, asked } = leftoversOf({ held: ['late'] });
    await fill();
    await expect(leftovers.close()).resolves.toBe(1);
    expect(sent.map(({ id }) => id)).toEqual(['refused']);
    expect(asked.flat()).not.toContain('late');
    await expect(intents.get('late')).resolves.toMatchObject({ state: 'open', due: LATE });
  });

  it('is looked at once although a whole page is on its way', async () => {
    const ids = Array.from({ length: APPEND_MAX_LEAVES + 1 }, (_, i) => `i-${i}`);
    const { leftovers, sent } = leftoversOf({ held: ids });
    await Promise.all(ids.map((id) => intents.insert(intentOf(id, { due: LATE }))));
    await expect(leftovers.close()).resolves.toBe(0);
    expect(sent).toEqual([]);
  });

  it('stays while audit does not say what it holds, or acknowledges nothing', async () => {
    await fill();
    for (const { leftovers, sent } of [leftoversOf({ known: unreachable }), leftoversOf({ available: false })]) {
      await expect(leftovers.close()).resolves.toBe(0);
      expect(sent).toEqual([]);
      await expect(intents.get('late')).resolves.toMatchObject({ state: 'open', due: LATE });
    }
  });

  it('stays open where audit did not take it, and the rest is settled', async () => {
    const record = (id: string): Promise<AppendOutcome> =>
      id === 'late' ? Promise.reject(new SimpulError(RECORD.UNAVAILABLE)) : Promise.resolve('stored');
    await fill();
    await intents.insert(intentOf('later', { due: LATE }));
    await leftoversOf({ record }).leftovers.close();
    await expect(intents.get('late')).resolves.toMatchObject({ state: 'open' });
    await expect(intents.get('later')).resolves.toMatchObject({ state: 'settled' });
  });
});

describe('what an earlier process of the node left', () => {
  it('is closed at once, whatever its deadline, and nothing of others', async () => {
    await intents.insert(intentOf('mine', { due: NOW + 5000, ...BEFORE }));
    await intents.insert(intentOf('refused', { state: 'denied', due: NOW, ...BEFORE }));
    await intents.insert(intentOf('of-this-process', { due: NOW + 5000 }));
    await intents.insert(intentOf('of-another', { due: NOW + 5000, node: 'another', boot: 'before' }));
    const { leftovers, sent } = leftoversOf();
    await expect(leftovers.close()).resolves.toBe(2);
    expect(sent.map(({ id }) => id)).toEqual(['mine', 'refused']);
    const open = await intents.find({ where: { state: 'open' }, limit: 10 });
    expect(open.map(({ id }) => id).toSorted()).toEqual(['of-another', 'of-this-process']);
  });

  it('is everything that is open where nobody shares the store, rows without a node too', async () => {
    await intents.insert({ id: 'old', state: 'open', due: NOW + 5000, leaf: {}, sideCar: {} });
    await intents.insert(intentOf('renamed', { due: NOW + 5000, node: 'former', boot: 'before' }));
    const { leftovers, sent } = leftoversOf({ ownsStore: true });
    await leftovers.close();
    expect(sent.map(({ id }) => id)).toEqual(['old', 'renamed']);
  });

  it('is found among more rows of others than one page has', async () => {
    const rows = Array.from({ length: 2 * APPEND_MAX_LEAVES }, (_, i) => intentOf(`i-${String(i).padStart(3, '0')}`));
    await Promise.all(rows.map((row, i) => intents.insert({ ...row, node: i % 100 === 99 ? 'n' : 'x', boot: 'y' })));
    const { leftovers, sent } = leftoversOf();
    await expect(leftovers.close()).resolves.toBe(5);
    expect(sent.map(({ id }) => id)).toEqual(['i-099', 'i-199', 'i-299', 'i-399', 'i-499']);
  });

  it('is looked for again until audit has answered, and then no more', async () => {
    const answers = [unreachable];
    const { leftovers, sent } = leftoversOf({ known: () => answers.pop()?.() ?? [] });
    await intents.insert(intentOf('mine', { due: NOW + 5000, ...BEFORE }));
    await expect(leftovers.close()).resolves.toBe(0);
    await expect(leftovers.close()).resolves.toBe(1);
    await intents.insert(intentOf('impossible', { due: NOW + 5000, ...BEFORE }));
    await expect(leftovers.close()).resolves.toBe(0);
    expect(sent.map(({ id }) => id)).toEqual(['mine']);
  });
});

describe('exchanges without a leaf', () => {
  it('are counted a minute after their deadline, refusals too', async () => {
    const { leftovers } = leftoversOf();
    await intents.insert(intentOf('a', { due: NOW - INTENT_OVERDUE_MS - 1 }));
    await intents.insert(intentOf('b', { due: NOW - INTENT_OVERDUE_MS }));
    await intents.insert(intentOf('c', { state: 'denied', due: NOW - INTENT_OVERDUE_MS - 1 }));
    await intents.insert(intentOf('d', { state: 'settled', due: 1 }));
    await expect(leftovers.overdue()).resolves.toBe(2);
  });
});
