import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BusClient } from '@simpul/bus';
import type { SimpulError } from '@simpul/errors';
import type { Collection, DocumentStore } from '@simpul/store';
import { temporaryFolder } from '@simpul/testing';
import { INTENT_KEEP_MS } from '../../src/config.ts';
import type { Intent } from '../../src/journal/intent.ts';
import { createJournal, type Journal } from '../../src/journal/journal.ts';
import { createLeftovers } from '../../src/journal/leftovers.ts';
import { lateErrorOf } from '../error-code.ts';
import { guardOf, keepingRecorder, openIntents } from './journal-parts.ts';
import { silent } from '../sample-region.ts';

const NOW = 1_800_000_000_000;
const CLAIM = { idempotency: 'key', fingerprint: 'request' };
const folder = temporaryFolder();
let store: DocumentStore;
let intents: Collection<Intent>;
let now: number;
let journal: Journal;
let recorder: ReturnType<typeof keepingRecorder>['recorder'];
const source = { node: 'n', boot: 'b' };

beforeEach(async () => {
  ({ store, intents } = await openIntents(folder.path));
  now = NOW;
  ({ recorder } = keepingRecorder());
  journal = createJournal({ intents, guard: guardOf(), recorder, source, logger: silent, now: () => now });
});
afterEach(() => store.close());
afterAll(() => folder.remove());

const intentOf = (id: string, more: Partial<Intent> = CLAIM): Intent => ({
  id,
  state: 'open',
  due: now,
  leaf: {},
  sideCar: {},
  ...more,
});
const refusal = (id: string, more?: Partial<Intent>): Promise<SimpulError> =>
  lateErrorOf(journal.open(intentOf(id, more)));

describe('a repeat of the same request', () => {
  it('is told of the first exchange: under way, then its status, at once and for a day', async () => {
    await journal.open(intentOf('a'));
    expect(await refusal('b')).toMatchObject({
      code: 'SIMPUL_REPEAT_SENT_BEFORE',
      params: { exchange: 'a', status: 'pending' },
      headers: ['X-Simpul-First-Exchange', 'a', 'X-Simpul-First-Status', 'pending'],
      retryAfter: 1,
    });
    journal.noteStatus('a', 201);
    expect((await refusal('b')).params).toMatchObject({ status: 'pending' });
    journal.settle(['a']);
    const settled = await refusal('b');
    expect([settled.params['status'], settled.retryAfter]).toEqual(['201', undefined]);
    await expect(intents.get('a')).resolves.toMatchObject({ state: 'settled', due: NOW + INTENT_KEEP_MS, status: 201 });
    now = NOW + INTENT_KEEP_MS - 1;
    await journal.prune();
    expect((await refusal('b')).params).toMatchObject({ exchange: 'a', status: '201' });
    now = NOW + INTENT_KEEP_MS + 1;
    await journal.prune();
    await expect(journal.open(intentOf('b'))).resolves.toBeUndefined();
  });

  it('is told where nobody knows how the first ended, as after a crash', async () => {
    await journal.open(intentOf('a'));
    const client = { call: () => Promise.resolve({ known: [] }) } as unknown as BusClient;
    const restarted = { node: 'n', boot: 'c' };
    await createLeftovers({ intents, client, recorder, source: restarted, ownsStore: false, logger: silent }).close();
    expect((await refusal('b')).params).toEqual({ exchange: 'a', status: 'unknown' });
  });

  it('is not told the status of an answer that was withheld, since another node had closed the exchange', async () => {
    await journal.open(intentOf('a'));
    journal.noteStatus('a', 200);
    journal.settle(['a'], ['a']);
    expect((await refusal('b')).params).toEqual({ exchange: 'a', status: 'unknown' });
  });

  it('that bears a used proof as well is refused for that, and told nothing', async () => {
    await journal.open(intentOf('a', { ...CLAIM, proof: 'p' }));
    await journal.open(intentOf('b', { proof: 'q' }));
    for (const proof of ['p', 'q']) {
      expect(await refusal('c', { ...CLAIM, proof })).toMatchObject({
        code: 'SIMPUL_AUTH_PROOF_REPLAYED',
        headers: [],
      });
    }
    expect((await refusal('c', { ...CLAIM, proof: 'fresh' })).code).toBe('SIMPUL_REPEAT_SENT_BEFORE');
  });

  it('is let through once, of fifty at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, (_, i) => journal.open(intentOf(`x${i}`))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('the same key', () => {
  it('on another request is refused, and told nothing of the first', async () => {
    await journal.open(intentOf('a'));
    expect(await refusal('b', { ...CLAIM, fingerprint: 'other' })).toMatchObject({
      code: 'SIMPUL_REPEAT_KEY_REUSED',
      params: {},
      headers: [],
    });
  });

  it('may come again once it was given back', async () => {
    await journal.open(intentOf('a'));
    await journal.giveBack('a');
    journal.settle(['a']);
    await expect(journal.open(intentOf('b'))).resolves.toBeUndefined();
    expect((await refusal('c')).params).toMatchObject({ exchange: 'b' });
  });

  it('stays taken where giving it back fails, which is no failure of the exchange', async () => {
    await journal.open(intentOf('a'));
    await store.close();
    await expect(journal.giveBack('a')).resolves.toBeUndefined();
  });
});

it('a row with a key stays when its leaf is in the log, one without any key goes', async () => {
  await journal.open(intentOf('a'));
  await journal.open(intentOf('b', {}));
  journal.noteStatus('a', 200);
  journal.settle(['a', 'b']);
  await journal.close();
  await expect(intents.get('a')).resolves.toMatchObject({ state: 'settled' });
  await expect(intents.get('b')).resolves.toBeUndefined();
});
