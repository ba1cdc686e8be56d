import { addDays, type AgreementText, isDay } from '@simpul/contracts';
import type { Fault } from '@simpul/errors';

/** Days that an agreement lasts at most: five years, as written agreements (PKS) do. */
export const MAX_DAYS = 1827;

/** Whether the days exist, come in order, are not over and not too far apart. */
export function* periodFaults(text: Pick<AgreementText, 'validFrom' | 'validUntil'>, day: string): Iterable<Fault> {
  const { validFrom, validUntil } = text;
  const wrong = Object.entries({ validFrom, validUntil }).filter(([, each]) => !isDay(each));
  for (const [name] of wrong) yield { place: `/${name}`, rule: 'day', detail: 'expected a day of the calendar' };
  if (wrong.length > 0) return;
  const place = '/validUntil';
  if (validUntil < validFrom) yield { place, rule: 'order', detail: `expected a day that is not before ${validFrom}` };
  else if (validUntil < day) yield { place, rule: 'future', detail: `expected a day that is not before today, ${day}` };
  else if (validUntil >= addDays(validFrom, MAX_DAYS)) {
    yield { place, rule: 'period', detail: `expected at most ${MAX_DAYS} days` };
  }
}
