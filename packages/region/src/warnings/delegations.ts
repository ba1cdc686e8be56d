import type { Finding } from '../finding.ts';
import { ID_PARTS } from '../full-id.ts';
import type { ListedRegion } from '../list-region.ts';
import { partyOf } from '../normalise/delegations.ts';
import { idOf } from '../normalise/id-of.ts';
import type { SourceMap } from '../source-map.ts';

/** Agreements on behalf of a member that has delegated nothing in this file: until it does they give no right. */
export function* warnOfDelegations({ file }: ListedRegion, source: SourceMap): Iterable<Finding> {
  const { instance, delegations = [], agreements = [] } = file;
  const given = new Set(
    delegations.map(({ side, from, to }) => {
      return `${side} ${idOf(from, instance, ID_PARTS.member)} ${partyOf(to, instance)}`;
    }),
  );
  const isGiven = (side: string, from: string, to: string): boolean =>
    [to, to.slice(0, to.lastIndexOf('/'))].some((party) => {
      return given.has(`${side} ${idOf(from, instance, ID_PARTS.member)} ${party}`);
    });
  for (const [index, { consumer, service, onBehalfOf, providedFor }] of agreements.entries()) {
    const path = ['agreements', index];
    const advice = 'until then this agreement gives no right';
    if (onBehalfOf !== undefined && !/^(\*$|group:)/.test(consumer)) {
      const to = idOf(consumer, instance, ID_PARTS.subsystem);
      if (!isGiven('consumer', onBehalfOf, to)) {
        yield source.at([...path, 'onBehalfOf'], `expected a delegation of ${onBehalfOf} to ${to}; ${advice}`);
      }
    }
    const serviceId = idOf(service, instance, ID_PARTS.service);
    const provider = serviceId.slice(0, serviceId.lastIndexOf('/'));
    if (providedFor !== undefined && !isGiven('provider', providedFor, provider)) {
      yield source.at([...path, 'providedFor'], `expected a delegation of ${providedFor} to ${provider}; ${advice}`);
    }
  }
}
