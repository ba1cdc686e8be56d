import { afterEach, describe, expect, it } from '@jest/globals';
import { isSimpulError, SimpulError, STORE } from '@simpul/errors';
import type { Collection, DocumentStore } from '@simpul/store';
import fc from 'fast-check';
import { createStoreGuard } from '../../src/journal/store-guard.ts';
import { createLeasedQuota, QUOTA_SHARES, type QuotaShare } from '../../src/quota/leased-quota.ts';
import { planShares } from '../../src/quota/share-plan.ts';
import { onEachStore } from '../each-store.ts';
import { lateErrorOf } from '../error-code.ts';
import { guardOf } from '../journal/journal-parts.ts';
import { agreementOf } from '../sample-region.ts';

const MINUTE_MS = 60_000;
const NOW = 1_800_000_000_000;

/** Shares in memory: of two that take one, one has it. */
function sharesInMemory(): Pick<Collection<QuotaShare>, 'insert'> & { readonly ids: Set<string> } {
  const ids = new Set<string>();
  return {
    ids,
    async insert({ id }) {
      if (ids.has(id)) throw new SimpulError(STORE.DUPLICATE, { params: { key: 'id' } });
      ids.add(id);
    },
  };
}

const nodeOver = (shares: Pick<Collection<QuotaShare>, 'insert'>, now: () => number) =>
  createLeasedQuota({ shares: shares as Collection<QuotaShare>, guard: guardOf(), now });

/** Whether an exchange is let through. @throws whatever is no refusal for want of quota */
async function passes(spend: () => Promise<void> | undefined): Promise<boolean> {
  try {
    await spend();
    return true;
  } catch (error) {
    if (isSimpulError(error) && error.code === 'SIMPUL_ACCESS_QUOTA_EXCEEDED') return false;
    throw error;
  }
}

describe('nodes that share a quota', () => {
  it('never let more through than quota, burst, and a share a node', async () => {
    const calls = fc.array(fc.tuple(fc.nat(3), fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 }))), {
      minLength: 50,
      maxLength: 300,
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), calls, async (perMinute, asked) => {
        let now = NOW;
        const shares = sharesInMemory();
        const agreement = agreementOf({ quota: { perMinute } });
        const nodes = [0, 1, 2, 3].map(() => nodeOver(shares, () => now));
        const passed: number[] = [];
        for (const [node, wait] of asked) {
          now += wait;
          if (await passes(() => nodes[node]?.spend(agreement))) passed.push(now);
        }
        const { size, burst } = planShares(perMinute);
        const most = Math.max(
          0,
          ...passed.map((end) => passed.filter((at) => at <= end && end - at <= MINUTE_MS).length),
        );
        expect(most).toBeLessThanOrEqual(perMinute + (burst + 1) * size + nodes.length * size);
      }),
    );
  });

  it('let all of it through, whichever of them is asked', async () => {
    let now = NOW;
    const shares = sharesInMemory();
    const agreement = agreementOf({ quota: { perMinute: 600 } });
    const nodes = [0, 1, 2].map(() => nodeOver(shares, () => now));
    let passed = 0;
    for (let call = 0; call < 3 * 1200; call++) {
      now += 100 / 3;
      if (await passes(() => nodes[call % 3]?.spend(agreement))) passed++;
    }
    expect(passed).toBeGreaterThanOrEqual(1200);
    expect(passed).toBeLessThanOrEqual(1200 + 70 + 30);
  });

  it('each come to their own although the quota is smaller than their number', async () => {
    let now = NOW;
    const shares = sharesInMemory();
    const agreement = agreementOf({ quota: { perMinute: 2 } });
    const nodes = [0, 1, 2, 3, 4].map(() => nodeOver(shares, () => now));
    const served: number[] = [];
    for (let turn = 0; turn < 5; turn++, now += MINUTE_MS / 2) {
      for (const [i] of nodes.entries()) {
        const node = (turn + i) % nodes.length;
        if (await passes(() => nodes[node]?.spend(agreement))) served.push(node);
      }
    }
    expect(served).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('a node', () => {
  it('says when the next share falls due, and asks nobody before', async () => {
    const shares = sharesInMemory();
    const agreement = agreementOf({ quota: { perMinute: 2 } });
    const { spend } = nodeOver(shares, () => NOW + 10_000);
    await spend(agreement);
    expect(await lateErrorOf(Promise.resolve().then(() => spend(agreement)))).toMatchObject({
      code: 'SIMPUL_ACCESS_QUOTA_EXCEEDED',
      params: { agreement: 'PKS-1', limit: 2 },
      retryAfter: 20,
    });
    expect(shares.ids.size).toBe(1);
  });

  it('goes on when its clock is set back', async () => {
    let now = NOW + 3_600_000;
    const agreement = agreementOf({ quota: { perMinute: 60 } });
    const { spend } = nodeOver(sharesInMemory(), () => now);
    await spend(agreement);
    now = NOW;
    await lateErrorOf(Promise.resolve().then(() => spend(agreement)));
    now += 1000;
    await expect(Promise.resolve(spend(agreement))).resolves.toBeUndefined();
  });

  it('refuses as not recorded while the store is away, and counts nothing for no quota', async () => {
    const insert = () => Promise.reject(new SimpulError(STORE.FAILED));
    const { spend } = createLeasedQuota({
      shares: { insert } as unknown as Collection<QuotaShare>,
      guard: createStoreGuard({ onFailure: () => undefined }),
      now: () => NOW,
    });
    const agreement = agreementOf({ quota: { perMinute: 2 } });
    for (const _ of [1, 2]) {
      const error = await lateErrorOf(Promise.resolve().then(() => spend(agreement)));
      expect([error.code, error.retryAfter]).toEqual(['SIMPUL_JOURNAL_UNAVAILABLE', 1]);
    }
    expect(spend(agreementOf())).toBeUndefined();
  });
});

onEachStore((open) => {
  let store: DocumentStore | undefined;
  afterEach(() => store?.close());

  it('a share is had by one of several nodes that ask at once', async () => {
    store = await open([QUOTA_SHARES]);
    const shares = store.collection<QuotaShare>(QUOTA_SHARES);
    const agreement = agreementOf({ quota: { perMinute: 600 } });
    const nodes = [0, 1, 2, 3].map(() => nodeOver(shares, () => NOW));
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, i) => passes(() => nodes[i % nodes.length]?.spend(agreement))),
    );
    // The clock stands: what can be had is the burst.
    expect(outcomes.filter(Boolean)).toHaveLength(60);
    expect(await shares.find({ limit: 100 })).toHaveLength(6);
  });

  it('rows go when nobody can take their share any more', async () => {
    store = await open([QUOTA_SHARES]);
    const shares = store.collection<QuotaShare>(QUOTA_SHARES);
    let now = NOW;
    const { spend, prune } = nodeOver(shares, () => now);
    await spend(agreementOf({ quota: { perMinute: 60 } }));
    await prune();
    expect(await shares.find({ limit: 10 })).toHaveLength(1);
    now += 700_000;
    await prune();
    expect(await shares.find({ limit: 10 })).toEqual([]);
  });
});
