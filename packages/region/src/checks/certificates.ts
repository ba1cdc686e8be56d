import type { Finding } from '../finding.ts';
import type { ListedRegion } from '../list-region.ts';
import type { SourceMap } from '../source-map.ts';

/** A certificate says which subsystem calls, so it is registered once. */
export function* checkCertificates({ subsystems }: ListedRegion, source: SourceMap): Iterable<Finding> {
  const owners = new Map<string, string>();
  for (const { entry, id, path } of subsystems) {
    for (const [index, print] of (entry.certificates ?? []).entries()) {
      const fingerprint = print.replaceAll(':', '').toLowerCase();
      const owner = owners.get(fingerprint);
      if (owner !== undefined) {
        const message = `expected another certificate: this one is registered for ${owner} already`;
        yield source.at([...path, 'certificates', index], message);
      }
      owners.set(fingerprint, id);
    }
  }
}
