import { compareVersions, defaultVersion, majorOf, type Version, versionId } from '@simpul/contracts';
import { type Fault, REGISTRY, SimpulError } from '@simpul/errors';
import type { ContractChange } from '@simpul/openapi';
import { versionsOf } from '../domain/dependents.ts';
import type { Comparisons } from './comparisons.ts';
import type { Circumstances } from '../domain/circumstances.ts';

/** Changes that a refusal names. */
const MAX_FAULTS = 100;

/**
 * Whether a version that becomes active may take over from the one that answers now.
 * @returns what it breaks of that one, which consumers must be told
 * @throws SimpulError `SIMPUL_REGISTRY_BREAKING` where it breaks a version of its own major number;
 *   `SIMPUL_REGISTRY_TRANSITION` where it breaks another and names no day
 * @throws ComparisonNeeded
 */
export function examinePublication(
  after: Version,
  { registry, day }: Circumstances,
  comparisons: Pick<Comparisons, 'of'>,
): { readonly changes: readonly ContractChange[]; readonly replaced?: Version } {
  const others = versionsOf(registry, after.service).filter(({ version }) => version !== after.version);
  const sameMajor = others.filter(({ version }) => majorOf(version) === majorOf(after.version));
  const own = defaultVersion(sameMajor, day);
  const replaced = own ?? defaultVersion(others, day);
  if (replaced === undefined || compareVersions(after.version, replaced.version) < 0) return { changes: [] };
  const [old, fresh] = [replaced, after].map(({ service, version }) =>
    registry.value('contract', versionId(service, version)),
  );
  if (old === undefined || fresh === undefined) return { changes: [] };
  const { breaking, changes } = comparisons.of(old, fresh);
  if (!breaking) return { changes: [] };
  const told = changes.filter(({ severity }) => severity !== 'compatible');
  if (own !== undefined) {
    const params = { version: after.version, before: own.version };
    throw new SimpulError(REGISTRY.BREAKING, { params, faults: told.slice(0, MAX_FAULTS).map(toFault) });
  }
  if (after.from === undefined) {
    const reason = `it breaks what version ${replaced.version} promises, so name its first day (from)`;
    const params = { version: after.version, from: 'draft', to: after.state, reason };
    throw new SimpulError(REGISTRY.TRANSITION, { params, faults: told.slice(0, MAX_FAULTS).map(toFault) });
  }
  return { changes: told, replaced };
}

function toFault({ rule, where, text }: ContractChange): Fault {
  return { place: where.after ?? where.before ?? '', rule, detail: text.en };
}
