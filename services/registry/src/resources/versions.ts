import { defaultVersion, isDay, type Service, type Version, VersionEntry, versionId } from '@simpul/contracts';
import { REGISTRY, SimpulError } from '@simpul/errors';
import { addressFaults } from '../domain/address-faults.ts';
import { versionsOf } from '../domain/dependents.ts';
import { strandedAgreement } from '../domain/needed-versions.ts';
import { requireTransition } from '../domain/version-life.ts';
import type { Change } from '../store/registry-store.ts';
import type { Kept } from '../store/snapshot.ts';
import { firstParts, type Kind, type Step } from './resource.ts';
import type { Circumstances } from '../domain/circumstances.ts';

/** Versions of services, and their life. */
export const VERSIONS: Kind<'version'> = {
  kind: 'version',
  parts: 5,
  schema: VersionEntry,
  write: 'registry:write',
  ofAddress: (id) => ({ version: splitId(id).version }),
  toEntry: ({ service: _of, ...version }) => version,
  toValue: (entry, id, before, { day }) => {
    const { state = 'draft', from, sunset, url, version } = entry as VersionEntry;
    const deprecatedAt = state === 'deprecated' ? (before?.deprecatedAt ?? day) : undefined;
    const lastDay = state === 'retired' ? before?.sunset : sunset;
    return {
      service: splitId(id).service,
      version,
      state,
      ...(from !== undefined && { from }),
      ...(deprecatedAt !== undefined && { deprecatedAt }),
      ...(lastDay !== undefined && { sunset: lastDay }),
      ...(url !== undefined && { url }),
      ...(before?.contract !== undefined && { contract: before.contract }),
    };
  },
  *faults({ id, after }, where) {
    yield* addressFaults(after.url, where.registry.value('member', firstParts(id, 3)), where);
    for (const name of ['from', 'sunset'] as const) {
      const day = after[name];
      if (day !== undefined && !isDay(day))
        yield { place: `/${name}`, rule: 'day', detail: 'expected a day of the calendar' };
    }
  },
  acts: () => [],
  parent: (id) => ({ kind: 'service', id: splitId(id).service, strict: true }),
  also,
  removal,
  fields: { version: ({ value }) => value.version, state: ({ value }) => value.state },
};

/** Service and version of a version's id. */
export function splitId(id: string): { readonly service: string; readonly version: string } {
  const at = id.lastIndexOf('@');
  return { service: id.slice(0, at), version: id.slice(at + 1) };
}

/**
 * The service names the version that now answers by default.
 * @throws SimpulError `SIMPUL_REGISTRY_TRANSITION`, `SIMPUL_REGISTRY_IN_USE`
 */
function also({ id, before, after }: Step<'version'>, where: Circumstances): readonly Change[] {
  const { registry, settings, day } = where;
  const service = registry.value('service', after.service);
  if (service === undefined) return [];
  const draft: Version = { service: after.service, version: after.version, state: 'draft' };
  if (before === undefined && after.state !== 'draft') requireNew(after);
  const lacksAddress = settings.mode === 'production' && (after.url ?? service.url) === undefined;
  const lacksContract = service.type === 'OPENAPI' && after.contract === undefined;
  requireTransition(before ?? draft, after, { day, lacksAddress, lacksContract });
  const versions = versionsOf(registry, after.service);
  const next = [...versions.filter(({ version }) => version !== after.version), after];
  const stranded = strandedAgreement(registry, after.service, { versions, after: next, day });
  if (stranded !== undefined) {
    const params = { kind: 'version', id, user: `agreement ${stranded.id}` };
    throw new SimpulError(REGISTRY.IN_USE, { params });
  }
  return switchDefault(service, next, day);
}

function requireNew({ version, state }: Version): never {
  const params = { version, from: 'new', to: state, reason: 'a version begins as a draft' };
  throw new SimpulError(REGISTRY.TRANSITION, { params });
}

function switchDefault(service: Service, versions: readonly Version[], day: string): readonly Change[] {
  const version = defaultVersion(versions, day)?.version;
  if (version === undefined || version === service.version) return [];
  return [{ kind: 'service', id: service.id, managedBy: 'api', value: { ...service, version } }];
}

/** A service has one version at least, and what was in use stays known. */
function removal({ kind, id, value }: Kept<'version'>, { registry }: Circumstances): readonly Change[] {
  const isUnused = value.state === 'draft' || value.state === 'sandbox';
  const isOnly = versionsOf(registry, value.service).length === 1;
  if (!isUnused || isOnly) {
    const user = isUnused ? `service ${value.service}` : 'the record of exchanges';
    throw new SimpulError(REGISTRY.IN_USE, { params: { kind, id, user } });
  }
  const contract = versionId(value.service, value.version);
  return registry.entry('contract', contract) === undefined
    ? []
    : [{ kind: 'contract', id: contract, managedBy: 'api' }];
}
