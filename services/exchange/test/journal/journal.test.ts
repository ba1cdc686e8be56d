import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppendOutcome } from '@simpul/contracts';
import { RECORD, SimpulError } from '@simpul/errors';
import type { Collection, DocumentStore } from '@simpul/store';
import { temporaryFolder } from '@simpul/testing';
import { INTENT_KEEP_MS } from '../../src/config.ts';
import type { Intent } from '../../src/journal/intent.ts';
import { createJournal } from '../../src/journal/journal.ts';
import { createStoreGuard, type StoreGuard } from '../../src/journal/store-guard.ts';
import { lateErrorOf } from '../error-code.ts';
import { guardOf, keepingRecorder, openIntents } from './journal-parts.ts';
import { silent } from '../sample-region.ts';

const NOW = 1_800_000_000_000;
const folder = temporaryFolder();
let store: DocumentStore;
let intents: Collection<Intent>;

beforeEach(async () => {
  ({ store, intents } = await openIntents(folder.path));
});
afterEach(() => store.close());
afterAll(() => folder.remove());

function intentOf(id: string, more: Partial<Intent> = {}): Intent {
  return { id, state: 'open', due: NOW, leaf: { consumer: 'c', time: NOW }, sideCar: { request: 'salt' }, ...more };
}

/** A journal whose recorder keeps what it was given. */
function journalOf(
  record: (id: string) => Promise<AppendOutcome> = () => Promise.resolve('stored'),
  { available = true, guard = guardOf() }: { readonly available?: boolean; readonly guard?: StoreGuard } = {},
) {
  const { recorder, sent } = keepingRecorder({ record, available });
  const source = { node: 'n', boot: 'b' };
  return { journal: createJournal({ intents, guard, recorder, source, logger: silent, now: () => NOW }), sent };
}

describe('an intent', () => {
  it('is durable once it is opened', async () => {
    const { journal } = journalOf();
    const intent = intentOf('a', { proof: 'key.jti' });
    await journal.open(intent);
    await expect(intents.get('a')).resolves.toEqual({ ...intent, node: 'n', boot: 'b' });
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

  it('that becomes durable after its exchange was refused is taken back, with its proof', async () => {
    const written = Promise.withResolvers<void>();
    const slow = new Proxy(intents, {
      get: (target, name) =>
        name === 'insert'
          ? async (intent: Intent) => {
              await target.insert(intent);
              await written.promise;
            }
          : Reflect.get(target, name, target).bind(target),
    });
    const failures: unknown[] = [];
    const guard = createStoreGuard({ waitMs: 1, onFailure: (error) => failures.push(error) });
    const { recorder } = keepingRecorder();
    const source = { node: 'n', boot: 'b' };
    const journal = createJournal({ intents: slow, guard, recorder, source, logger: silent });
    expect((await lateErrorOf(journal.open(intentOf('a', { proof: 'p' })))).code).toBe('SIMPUL_JOURNAL_UNAVAILABLE');
    expect(guard.available()).toBe(false);
    written.resolve();
    while ((await intents.get('a')) !== undefined);
    expect([guard.available(), failures]).toEqual([true, []]);
    await expect(journalOf().journal.open(intentOf('b', { proof: 'p' }))).resolves.toBeUndefined();
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
    while ((await intents.get('a')) !== undefined);
    await expect(intents.get('b')).resolves.toMatchObject({ state: 'open' });
  });

  it('goes with the journal, if that closes before', async () => {
    const { journal } = journalOf();
    await journal.open(intentOf('a'));
    journal.settle(['a']);
    await journal.close();
    await expect(intents.get('a')).resolves.toBeUndefined();
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
