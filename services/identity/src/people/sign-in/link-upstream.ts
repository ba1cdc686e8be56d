import { emailKeyOf } from '../domain/email.ts';
import type { Person } from '../domain/person.ts';
import { MAX_UPSTREAM } from '../limits.ts';
import type { PeopleParts } from '../parts.ts';
import { once } from '../people-log.ts';
import type { Identity } from '../store/upstreams.ts';

/** Links identities of the region's own OpenID provider to the people whom they belong to. */
export interface UpstreamLinks {
  /**
   * Links an identity that nobody has yet to the active person with this address, which the provider has verified. Makes
   * nobody, and gives no role. An address that came with another identity of this provider before is not believed: it has
   * gone to somebody else there.
   * @throws SimpulError `SIMPUL_RECORD_UNAVAILABLE`
   */
  link(identity: Identity, verifiedEmail: string): Promise<void>;
}

type LinkParts = Pick<PeopleParts, 'persons' | 'upstreams' | 'log' | 'now'>;

export function createUpstreamLinks({ persons, upstreams, log, now }: LinkParts): UpstreamLinks {
  return {
    async link(identity, verifiedEmail) {
      if ((await upstreams.ownerOf(identity)) !== undefined) return;
      const person = await persons.byEmail(emailKeyOf(verifiedEmail));
      if (person === undefined || !mayLink(person, identity)) return;
      const { id } = person;
      if (!(await upstreams.claim(identity, id, undefined))) return;
      const note = once(log);
      await persons.change(id, async (stored) => {
        if (!mayLink(stored, identity)) return undefined;
        await note({ type: 'people.enrolled', actor: { kind: 'person', id }, person: id, what: '+upstream' });
        return { upstream: [...stored.upstream, { ...identity, addedAt: now() }] };
      });
    },
  };
}

function mayLink({ status, upstream }: Person, { issuer }: Identity): boolean {
  return status === 'active' && upstream.length < MAX_UPSTREAM && !upstream.some((one) => one.issuer === issuer);
}
