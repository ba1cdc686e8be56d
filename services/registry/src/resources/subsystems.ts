import { type Act, type Subsystem, SubsystemEntry } from '@simpul/contracts';
import type { Fault } from '@simpul/errors';
import { normaliseSubsystem, privateMemberOf } from '@simpul/region';
import { isDeepStrictEqual } from 'node:util';
import { egressFaults } from '../domain/address-faults.ts';
import { refuseNeeded } from '../domain/refuse-needed.ts';
import type { Registry } from '../store/snapshot.ts';
import { firstParts, type Kind, partOf, type Step } from './resource.ts';
import type { Circumstances } from '../domain/circumstances.ts';

/** By what a subsystem is known on the road: once it is registered, only operators change it here (keys: `key:request`). */
const CREDENTIALS = ['link', 'jwks', 'jwksUri', 'certificates'] as const;

/** Systems: integrators register those of their agency; operators suspend them. */
export const SUBSYSTEMS: Kind<'subsystem'> = {
  kind: 'subsystem',
  parts: 4,
  schema: SubsystemEntry,
  write: 'registry:write',
  ofAddress: (id) => ({ code: partOf(id, 3) }),
  toEntry: ({ id, ...subsystem }) => ({ code: partOf(id, 3), ...subsystem }),
  toValue: (entry, id) => normaliseSubsystem(entry as SubsystemEntry, id),
  *faults({ id, after }, where) {
    yield* keyFaults(after);
    if (after.jwksUri !== undefined) {
      yield* egressFaults('/jwksUri', after.jwksUri, where.registry.value('member', firstParts(id, 3)), where);
    }
    yield* linkFaults(after, where);
    yield* certificateFaults(id, after, where.registry);
  },
  acts: operatorsPart,
  parent: (id) => ({ kind: 'member', id: firstParts(id, 3), strict: false }),
  also: () => [],
  removal: ({ kind, id }, { registry }) => {
    refuseNeeded(registry, kind, id);
    return [];
  },
  fields: {
    class: ({ id }) => partOf(id, 1),
    member: ({ id }) => partOf(id, 2),
    code: ({ id }) => partOf(id, 3),
    link: ({ value }) => value.link,
    status: ({ value }) => value.status,
  },
};

function operatorsPart({ before, after }: Step<'subsystem'>): readonly Act[] {
  if (before === undefined) return after.status === 'active' ? [] : ['member:write'];
  const isSame = [...CREDENTIALS, 'status' as const].every((name) => isDeepStrictEqual(before[name], after[name]));
  return isSame ? [] : ['member:write'];
}

function* keyFaults({ jwks, jwksUri }: Subsystem): Iterable<Fault> {
  if (jwks !== undefined && jwksUri !== undefined) {
    yield { place: '/jwksUri', rule: 'one-source', detail: 'expected jwks or jwksUri, not both' };
  }
  for (const [index, key] of (jwks?.keys ?? []).entries()) {
    const secret = privateMemberOf(key);
    const place = `/jwks/keys/${index}`;
    if (secret !== undefined || key.kty === 'oct') {
      yield { place, rule: 'public-key', detail: 'expected a public key (EC, RSA or OKP)' };
    }
  }
}

/** In production nothing is accepted that is only fit for a sandbox. */
function* linkFaults({ link, jwks, jwksUri, certificates }: Subsystem, { settings }: Circumstances): Iterable<Fault> {
  if (settings.mode === 'sandbox') return;
  if (link === 'open') yield { place: '/link', rule: 'production', detail: 'expected token or mtls in production' };
  if (jwksUri?.startsWith('http:') === true) {
    yield { place: '/jwksUri', rule: 'production', detail: 'expected an https address in production' };
  }
  if (link === 'token' && jwksUri === undefined && (jwks?.keys.length ?? 0) === 0) {
    yield { place: '/jwks', rule: 'required', detail: 'expected a key, or jwksUri, in production' };
  }
  if (link === 'mtls' && certificates.length === 0) {
    yield { place: '/certificates', rule: 'required', detail: 'expected a certificate for an mtls link' };
  }
}

/** A certificate says which subsystem calls, so it belongs to one only. */
function* certificateFaults(id: string, { certificates }: Subsystem, registry: Registry): Iterable<Fault> {
  if (certificates.length === 0) return;
  const taken = new Set(registry.all('subsystem').flatMap((each) => (each.id === id ? [] : each.value.certificates)));
  for (const [index, fingerprint] of certificates.entries()) {
    if (taken.has(fingerprint) || certificates.indexOf(fingerprint) !== index) {
      yield { place: `/certificates/${index}`, rule: 'one-owner', detail: 'this certificate is registered already' };
    }
  }
}
