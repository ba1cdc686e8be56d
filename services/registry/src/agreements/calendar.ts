import { type Agreement, daysBetween, isEligible } from '@simpul/contracts';
import type { Logger } from '@simpul/telemetry';
import type { Tiding } from '../notices/notices.ts';
import type { Kept, Registry } from '../store/snapshot.ts';
import { fileOf, viewOf } from './agreement-file.ts';
import { plainChange, textOf } from './plain-change.ts';
import { changeAgreement, findAgreement, requirePossible } from './change-agreement.ts';
import type { AgreementDeps } from './deps.ts';
import { memberOf } from './domain/owners.ts';
import { about, tellWaiting } from './tell.ts';
import { circumstancesOf } from '../domain/circumstances.ts';

/** Days before its end at which an agreement is spoken of. */
export const REMINDERS = [90, 30, 7] as const;
/** Days after which an end is no news. */
const NEWS_DAYS = 30;
const NOT_ELIGIBLE = 'The agency of the consumer is no longer what the agreement is for';

export interface Calendar {
  /** Does what the day, or a changed agency, asks for. Whoever looks again finds it done. */
  look(): Promise<void>;
}

export type CalendarDeps = Pick<AgreementDeps, 'store' | 'write' | 'notify' | 'now'> & { readonly logger: Logger };

/** Ends agreements after their last day, reminds of ends, and suspends those whose consumer is no longer eligible. */
export function createCalendar(deps: CalendarDeps): Calendar {
  let seen = '';
  let today = '';
  /** Ids of notices of today that need not be told again. */
  const told = new Set<string>();
  return {
    async look() {
      const registry = await deps.store.refresh();
      if (registry.revision === 0) return;
      const { day } = circumstancesOf(registry, deps.now());
      const state = `${day} ${registry.revision}`;
      if (state === seen) return;
      if (day !== today) told.clear();
      today = day;
      let failed = 0;
      for (const kept of registry.all('agreement')) {
        try {
          await lookAt(kept, registry, day);
        } catch (err) {
          failed += 1;
          deps.logger.error({ err, agreement: kept.id }, 'what the day means for an agreement could not be done');
        }
      }
      if (failed === 0) seen = state;
    },
  };

  async function tell(tiding: Tiding): Promise<void> {
    if (told.has(tiding.id)) return;
    await deps.notify(tiding);
    told.add(tiding.id);
  }

  async function lookAt(kept: Kept<'agreement'>, registry: Registry, day: string): Promise<void> {
    const { value, managedBy } = kept;
    const file = fileOf(registry, kept.id);
    // Whoever was to be told may not have been: a process can end between an act and its notice.
    if (file.pending !== undefined) await tellWaiting(tell, viewOf(kept, file));
    if (value.status !== 'active' && value.status !== 'suspended' && value.status !== 'requested') return;
    if (value.validUntil < day) {
      const ended = managedBy === 'api' ? await change(kept.id, { act: 'expire', reason: undefined, day }) : value;
      await tellEnd(ended, day);
      return;
    }
    if (value.status === 'requested') return;
    await remind(value, day);
    if (value.status === 'active' && hasLost(value, registry)) await suspend(kept, day);
  }

  async function change(id: string, done: { act: 'expire' | 'suspend'; reason: string | undefined; day: string }) {
    const made = await changeAgreement(deps, undefined, (registry) => {
      const found = findAgreement(registry, id);
      requirePossible(done.act, found);
      return plainChange(found, done);
    });
    return made.change.agreement;
  }

  async function remind(value: Agreement, day: string): Promise<void> {
    const left = daysBetween(day, value.validUntil);
    const length = daysBetween(value.validFrom, value.validUntil);
    const due = REMINDERS.findLast((days) => left <= days && days < length);
    if (due === undefined) return;
    const { id, version, validUntil } = value;
    await tell({
      ...about(textOf(value)),
      id: `ends/${id}/v${version}/${due}`,
      kind: 'agreement-ends',
      day: validUntil,
      text: {
        id: `Perjanjian ${id} berakhir pada ${validUntil}, ${left} hari lagi`,
        en: `Agreement ${id} ends on ${validUntil}, in ${left} days`,
      },
    });
  }

  async function tellEnd(value: Agreement, day: string): Promise<void> {
    const { id, version, validUntil } = value;
    if (daysBetween(validUntil, day) > NEWS_DAYS) return;
    await tell({
      ...about(textOf(value)),
      id: `ended/${id}/v${version}`,
      kind: 'agreement-expired',
      day: validUntil,
      text: { id: `Perjanjian ${id} telah berakhir pada ${validUntil}`, en: `Agreement ${id} ended on ${validUntil}` },
    });
  }

  async function suspend({ id, managedBy, value, revision }: Kept<'agreement'>, day: string): Promise<void> {
    // The exchange refuses at once, by the same rule; a region file's agreement is not the registry's to change.
    if (managedBy === 'api') await change(id, { act: 'suspend', reason: NOT_ELIGIBLE, day });
    await tell({
      ...about(textOf(value)),
      id: `not-eligible/${id}/${revision}`,
      kind: 'agreement-not-eligible',
      day,
      text: {
        id: `Perjanjian ${id} ditangguhkan: instansi konsumen tidak lagi memenuhi syaratnya`,
        en: `Agreement ${id} is suspended: the agency of the consumer is no longer what it is for`,
      },
    });
  }
}

function hasLost({ consumer, eligibility }: Agreement, registry: Registry): boolean {
  if (eligibility === undefined || consumer === '*' || consumer.startsWith('group:')) return false;
  return !isEligible(eligibility, memberOf(registry, consumer));
}
