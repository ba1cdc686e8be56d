import { isIP } from 'node:net';
import type { Member } from '@simpul/contracts';
import type { Fault } from '@simpul/errors';
import { isWithin, parseCidr, urlFault } from '@simpul/region';
import type { Circumstances } from './circumstances.ts';

type Owner = Pick<Member, 'egress'> | undefined;

/** What is wrong with the address of a system: no address, or outside of what operators let the member address. */
export function* addressFaults(url: string | undefined, member: Owner, where: Circumstances): Iterable<Fault> {
  if (url === undefined) return;
  const detail = urlFault(url);
  if (detail === undefined) yield* egressFaults('/url', url, member, where);
  else yield { place: '/url', rule: 'address', detail };
}

/**
 * Whether an address that shall be called is outside of what operators let the member address. What a host name stands for
 * is known only when it is called, where the same bound holds.
 */
export function* egressFaults(place: string, url: string, member: Owner, { settings }: Circumstances): Iterable<Fault> {
  if (!URL.canParse(url)) {
    yield { place, rule: 'address', detail: 'expected an address' };
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
