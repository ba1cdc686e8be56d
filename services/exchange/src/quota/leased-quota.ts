import type { Agreement } from '@simpul/contracts';
import { isSimpulError, JOURNAL, SimpulError, STORE } from '@simpul/errors';
import type { Collection, CollectionSpec, Document } from '@simpul/store';
import type { StoreGuard } from '../journal/store-guard.ts';
import { planShares, type SharePlan, sharesAt } from './share-plan.ts';
import { quotaExceeded, type SpendQuota } from './spend-quota.ts';

/** A share that a node took. The id, `{agreement}/{perMinute}/{number}`, is what only one of them can have. */
export interface QuotaShare extends Document {
  readonly id: string;
  /** When the row may be dropped, since nobody can take the share any more. Milliseconds since the epoch. */
  readonly until: number;
}

export const QUOTA_SHARES: CollectionSpec = { name: 'quotaShares', indexes: [['until']] };

/** Milliseconds for which clocks of nodes may differ: a row stays so much longer than its share can be taken. */
const CLOCKS_MS = 600_000;
/** Rows that are dropped at once. */
const PRUNE_ROWS = 5000;

/** What this node holds of one agreement's quota. */
interface Lease {
  readonly plan: SharePlan;
  /** Exchanges left of the share that it took last. */
  left: number;
  /** Number of the share to be tried next: those before were taken, here or elsewhere. */
  next: number;
  leasing: Promise<void> | undefined;
}

export interface LeasedQuotaOptions {
  readonly shares: Collection<QuotaShare>;
  readonly guard: StoreGuard;
  /** Milliseconds since the epoch, as the other nodes count them. */
  readonly now?: () => number;
}

/**
 * Quotas that several nodes share (design 03): each takes a share when an exchange needs one, and uses it up whenever it likes,
 * so that all together pass the quota by at most one share a node.
 */
export function createLeasedQuota({ shares, guard, now = Date.now }: LeasedQuotaOptions): {
  readonly spend: SpendQuota;
  /** Drops rows of shares that nobody can take any more. */
  readonly prune: () => Promise<void>;
} {
  const leases = new WeakMap<Agreement, Lease>();

  /** @returns false where another node, or this one before a restart, has it */
  async function take(id: string, until: number): Promise<boolean> {
    try {
      await guard.ask(() => shares.insert({ id, until }));
      return true;
    } catch (cause) {
      if (isSimpulError(cause, STORE.DUPLICATE)) return false;
      throw isSimpulError(cause, JOURNAL.UNAVAILABLE)
        ? cause
        : new SimpulError(JOURNAL.UNAVAILABLE, { cause, retryAfter: 1 });
    }
  }

  async function refill({ id, quota }: Agreement, lease: Lease): Promise<void> {
    const { plan } = lease;
    const perMinute = quota?.perMinute ?? 0;
    for (;;) {
      const instant = now();
      const { oldest, newest } = sharesAt(plan, instant);
      // A clock that was set back must not close the agreement until it has caught up.
      const number = (lease.next = Math.max(oldest, Math.min(lease.next, newest + 1)));
      if (number > newest) throw quotaExceeded(id, perMinute, number * plan.everyMs - instant);
      const until = Math.ceil((number + plan.burst) * plan.everyMs) + CLOCKS_MS;
      const isOurs = await take(`${id}/${perMinute}/${number}`, until);
      lease.next = number + 1;
      if (!isOurs) continue;
      lease.left = plan.size;
      return;
    }
  }

  async function spendShared(agreement: Agreement, lease: Lease): Promise<void> {
    while (lease.left === 0) {
      lease.leasing ??= refill(agreement, lease).finally(() => (lease.leasing = undefined));
      await lease.leasing;
    }
    lease.left--;
  }

  return {
    spend(agreement) {
      if (agreement.quota === undefined) return undefined;
      let lease = leases.get(agreement);
      if (lease === undefined) {
        lease = { plan: planShares(agreement.quota.perMinute), left: 0, next: 0, leasing: undefined };
        leases.set(agreement, lease);
      }
      if (lease.left === 0) return spendShared(agreement, lease);
      lease.left--;
      return undefined;
    },
    async prune() {
      await shares.deleteMany({ range: { member: 'until', below: now() } }, PRUNE_ROWS);
    },
  };
}
