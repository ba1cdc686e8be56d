import { addDays, isDay, LEGACY_LINK_MAX_DAYS, type LinkWish } from '@simpul/contracts';
import type { Fault } from '@simpul/errors';
import { isIP } from 'node:net';

/** Shortest prefixes of a range: an office behind one address, or a network of 256 at most, is what a link is for. */
const MIN_PREFIX = { 4: 24, 6: 64 } as const;
const BITS = { 4: 32, 6: 128 } as const;

/** What keeps a legacy link from being allowed: an end that is none or too far, or addresses of too many. */
export function* linkFaults(wish: LinkWish, day: string): Iterable<Fault> {
  const { until } = wish;
  const last = addDays(day, LEGACY_LINK_MAX_DAYS);
  if (!isDay(until)) yield { place: '/until', rule: 'day', detail: 'expected a day of the calendar' };
  else if (until < day) yield { place: '/until', rule: 'future', detail: `expected a day that is not before ${day}` };
  else if (until > last) {
    yield { place: '/until', rule: 'period', detail: `expected at most ${LEGACY_LINK_MAX_DAYS} days, until ${last}` };
  }
  if (wish.kind !== 'ip') return;
  for (const [index, range] of wish.addresses.entries()) {
    const detail = addressFault(range);
    if (detail !== undefined) yield { place: `/addresses/${index}`, rule: 'address', detail };
  }
}

function addressFault(range: string): string | undefined {
  const [address = '', prefix, ...rest] = range.split('/');
  const version = isIP(address);
  if ((version !== 4 && version !== 6) || rest.length > 0 || !/^\d{1,3}$/.test(prefix ?? '0')) {
    return 'expected an address, or a range such as 10.18.0.0/28';
  }
  const bits = prefix === undefined ? BITS[version] : Number(prefix);
  if (bits > BITS[version]) return `expected at most /${BITS[version]}`;
  return bits < MIN_PREFIX[version] ? `expected at least /${MIN_PREFIX[version]}` : undefined;
}
