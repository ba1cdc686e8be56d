import { isIP } from 'node:net';
import type { Member } from '@simpul/contracts';
import type { Fault } from '@simpul/errors';
import { isWithin, parseCidr, urlFault } from '@simpul/region';
import type { Circumstances } from './circumstances.ts';

/**
 * What is wrong with an address that shall be called: no address, or outside of what operators let the member address. What
 * a host name stands for is known only when it is called, where the same bound holds.
 */
export function* addressFaults(
  url: string | undefined,
  member: Pick<Member, 'egress'> | undefined,
  { settings }: Circumstances,
): Iterable<Fault> {
  const place = '/url';
  if (url === undefined) return;
  const fault = urlFault(url);
  if (fault !== undefined) {
    yield { place, rule: 'address', detail: fault };
    return;
  }
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) === 0) return;
  const allow = member?.egress?.allow ?? settings.egress.allow;
  const ranges = allow.map(parseCidr).filter((range) => range !== undefined);
  if (!isWithin(host, ranges)) {
    yield { place, rule: 'egress', detail: 'expected an address that operators let services of this member have' };
  }
}
