import { SimpulError } from '@simpul/errors';
import { compareVersions } from '@simpul/contracts';
import type { ListedVersion } from '../api/registry.ts';
import { CLI } from '../errors.ts';
import { advise } from '../output/advice.ts';
import { localId } from './object-id.ts';

/** What is done with a version. */
export type Step = 'publish' | 'deprecate' | 'retire';

/** States that each step begins in, the likelier first. */
const BEGINS_IN: Readonly<Record<Step, readonly ListedVersion['state'][]>> = {
  publish: ['draft', 'sandbox'],
  deprecate: ['active'],
  retire: ['deprecated', 'active', 'sandbox', 'draft'],
};

/**
 * The version that is meant: the one that was named, else the only one that the step can begin with; of several drafts the
 * newest.
 *
 * @throws SimpulError `SIMPUL_CLI_VERSION_UNCLEAR`
 */
export function chooseVersion(
  service: string,
  versions: readonly ListedVersion[],
  { step, named }: { readonly step: Step; readonly named: string | undefined },
): string {
  if (named !== undefined) return named;
  for (const state of BEGINS_IN[step]) {
    const found = versions
      .filter((version) => version.state === state)
      .toSorted((a, b) => compareVersions(b.version, a.version));
    const [newest] = found;
    if (newest !== undefined && (found.length === 1 || step === 'publish')) return newest.version;
    if (found.length > 1) throw unclear(service, `there are ${list(found)}`, 'name one with --version');
  }
  const nextStep =
    step === 'publish'
      ? 'register a version with "simpul service add"'
      : 'see what there is with "simpul service show", and name one with --version';
  throw unclear(service, `none can be ${DONE[step]}; it has ${list(versions) || 'no versions'}`, nextStep);
}

const DONE = { publish: 'published', deprecate: 'deprecated', retire: 'retired' } as const;

function list(versions: readonly ListedVersion[]): string {
  return versions.map(({ version, state }) => `${version} (${state})`).join(', ');
}

function unclear(service: string, reason: string, advice: string): SimpulError {
  return advise(new SimpulError(CLI.VERSION_UNCLEAR, { params: { service: localId(service), reason } }), advice);
}
