import { isIP } from 'node:net';
import { isWithin, parseCidr } from '../cidr.ts';
import type { Finding } from '../finding.ts';
import type { ListedRegion } from '../list-region.ts';
import type { SourceMap } from '../source-map.ts';

/** Addresses of services that egress will refuse; those of host names are known only when they are called. */
export function* warnOfAddresses({ file, services, versions }: ListedRegion, source: SourceMap): Iterable<Finding> {
  const named = [...services, ...versions.map(({ entry, path, service: { member } }) => ({ entry, path, member }))];
  for (const { entry, member, path } of named) {
    if (entry.url === undefined) continue;
    const host = new URL(entry.url).hostname.replace(/^\[(.*)\]$/, '$1');
    if (isIP(host) === 0) continue;
    const allow = member.egress?.allow ?? file.egress?.allow ?? [];
    if (
      !isWithin(
        host,
        allow.map(parseCidr).filter((range) => range !== undefined),
      )
    ) {
      yield source.at([...path, 'url'], `${host} lies outside egress and will not be called`);
    }
  }
}
