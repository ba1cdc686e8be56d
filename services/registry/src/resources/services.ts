import {
  type Act,
  defaultVersion,
  MAX_BODY_BYTES,
  type Service,
  ServiceEntry,
  type Version,
  versionId,
} from '@simpul/contracts';
import { type Fault, REGISTRY, SimpulError } from '@simpul/errors';
import { DEFAULTS, normaliseService } from '@simpul/region';
import { isDeepStrictEqual } from 'node:util';
import { addressFaults } from '../domain/address-faults.ts';
import { versionsOf } from '../domain/dependents.ts';
import { refuseNeeded } from '../domain/refuse-needed.ts';
import type { Change } from '../store/registry-store.ts';
import type { Kept } from '../store/snapshot.ts';
import { firstParts, type Kind, partOf, type Step } from './resource.ts';
import type { Circumstances } from '../domain/circumstances.ts';

/** Paths of the API's connectors are absolute: there is no file that they could be relative to. */
const ROOT = '/';

/** Services: integrators register those of their agency's systems, the first version with them. */
export const SERVICES: Kind<'service'> = {
  kind: 'service',
  parts: 5,
  schema: ServiceEntry,
  write: 'registry:write',
  ofAddress: (id) => ({ code: partOf(id, 4) }),
  toEntry: ({ id, ...service }, { registry, day }) => ({
    code: partOf(id, 4),
    ...service,
    version: defaultVersion(versionsOf(registry, id), day)?.version ?? service.version,
  }),
  toValue: (entry, id) => normaliseService(entry as ServiceEntry, id, ROOT),
  *faults(step, where) {
    const { id, before, after } = step;
    yield* addressFaults(after.url, where.registry.value('member', firstParts(id, 3)), where);
    yield* wordFaults(after, where);
    if (before === undefined) return;
    if (after.type !== before.type)
      yield { place: '/type', rule: 'fixed', detail: `expected ${before.type}, as registered` };
    const answering = defaultVersion(versionsOf(where.registry, id), where.day)?.version ?? before.version;
    if (after.version !== before.version && after.version !== answering) {
      yield { place: '/version', rule: 'fixed', detail: 'another version is registered at …/versions/{version}' };
    }
  },
  acts: operatorsPart,
  parent: (id) => ({ kind: 'subsystem', id: firstParts(id, 4), strict: false }),
  also: ({ id, before, after }) => {
    if (before !== undefined) return [];
    const value: Version = { service: id, version: after.version, state: 'draft' };
    return [{ kind: 'version', id: versionId(id, after.version), managedBy: 'api', value }];
  },
  removal,
  fields: {
    class: ({ id }) => partOf(id, 1),
    member: ({ id }) => partOf(id, 2),
    subsystem: ({ id }) => partOf(id, 3),
    code: ({ id }) => partOf(id, 4),
    type: ({ value }) => value.type,
    status: ({ value }) => value.status,
    classification: ({ value }) => value.data?.classification,
    personal: ({ value }) => value.data?.personal,
  },
};

/** Secrets and authorities are files and variables of the bus's own machine: only operators say which a service may use. */
function operatorsPart({ before, after }: Step<'service'>): readonly Act[] {
  const isPlain = after.connector.auth.kind === 'none' && after.connector.ca === undefined;
  if (isDeepStrictEqual(before?.connector, after.connector)) return [];
  return isPlain ? [] : ['member:write'];
}

function* wordFaults({ url, maxBody, status, notice, data }: Service, { settings }: Circumstances): Iterable<Fault> {
  if (url === undefined && settings.mode === 'production') {
    yield { place: '/url', rule: 'required', detail: 'only a sandbox answers from examples' };
  }
  if (maxBody > MAX_BODY_BYTES) {
    yield { place: '/maxBody', rule: 'maximum', detail: `expected at most ${MAX_BODY_BYTES} bytes` };
  }
  if (status === 'maintenance' && notice === DEFAULTS.notice) {
    yield { place: '/notice', rule: 'required', detail: 'expected a notice for a service under maintenance' };
  }
  for (const [index, subject] of (data?.subjects ?? []).entries()) {
    const isPointer = subject.in === 'body' || subject.in === 'response';
    if (isPointer && !/^(\/([^~/]|~[01])*)+$/.test(subject.at)) {
      yield { place: `/data/subjects/${index}/at`, rule: 'pointer', detail: 'expected a JSON Pointer such as /nik' };
    }
  }
}

/** Its versions and their contracts go with it; none of them answers anybody. */
function removal({ kind, id }: Kept<'service'>, { registry }: Circumstances): readonly Change[] {
  const versions = versionsOf(registry, id);
  const used = versions.find(({ state }) => state === 'active' || state === 'deprecated');
  if (used !== undefined) {
    throw new SimpulError(REGISTRY.IN_USE, { params: { kind, id, user: `version ${used.version}` } });
  }
  refuseNeeded(registry, kind, id);
  return versions.flatMap(({ version }) => {
    const object = { id: versionId(id, version), managedBy: 'api' } as const;
    const hasContract = registry.entry('contract', object.id) !== undefined;
    return [
      ...(hasContract ? [{ kind: 'contract' as const, ...object }] : []),
      { kind: 'version' as const, ...object },
    ];
  });
}
