import { isSimpulError, REGISTRY } from '@simpul/errors';
import { findService, listVersions, patchVersion, type VersionPatch } from '../api/registry.ts';
import type { Session } from '../api/session.ts';
import type { BusOptions } from '../credentials/bus-address.ts';
import { advise } from '../output/advice.ts';
import { formatMovedVersion, formatVersions } from '../output/registry.ts';
import { chooseVersion, type Step } from '../registry/choose-version.ts';
import { fullId, localId } from '../registry/object-id.ts';
import { unknownService } from '../registry/unknown-service.ts';
import type { Terminal } from '../terminal.ts';
import { withOfficialSession } from './official-session.ts';

/** Options of `simpul service publish`, `deprecate` and `retire`. */
export interface MoveOptions extends BusOptions {
  readonly version?: string;
  /** First day of a published version. */
  readonly from?: string;
  /** Last day of a deprecated one. */
  readonly sunset?: string;
}

const STATES = { publish: 'active', deprecate: 'deprecated', retire: 'retired' } as const;

/** Takes a version to the next part of its life. @throws SimpulError `SIMPUL_CLI_VERSION_UNCLEAR`, `SIMPUL_REGISTRY_*` */
export async function runMoveVersion(
  step: Step,
  text: string,
  { options, terminal }: { readonly options: MoveOptions; readonly terminal: Terminal },
): Promise<void> {
  await withOfficialSession({ options, terminal, official: 'sandbox-integrator' }, async (session) => {
    const id = await fullId('service', text, session.bus);
    const version = chooseVersion(id, await versionsOf(session, id), { step, named: options.version });
    const { from, sunset } = options;
    const patch: VersionPatch = {
      state: STATES[step],
      ...(from !== undefined && { from }),
      ...(sunset !== undefined && { sunset }),
    };
    const record = await move(session, id, { version, patch });
    const moved = { service: id, version, ...patch, record };
    terminal.out(options.json === true ? `${JSON.stringify(moved)}\n` : formatMovedVersion(moved));
  });
}

async function move(
  session: Session,
  id: string,
  change: { readonly version: string; readonly patch: VersionPatch },
): Promise<string | undefined> {
  try {
    const { record } = (await patchVersion(session, id, change)).body;
    return typeof record === 'string' ? record : undefined;
  } catch (error) {
    if (isSimpulError(error, REGISTRY.IN_USE)) {
      throw advise(
        error,
        `tell its consumers ("simpul access list --service ${localId(id)} --status active"), and retire it when none is left; "simpul service deprecate" gives them a date`,
      );
    }
    throw error;
  }
}

/** Prints the versions of a service, newest first. */
export async function runShowService(text: string, options: BusOptions, terminal: Terminal): Promise<void> {
  await withOfficialSession({ options, terminal, official: 'sandbox-integrator' }, async (session) => {
    const id = await fullId('service', text, session.bus);
    const versions = await versionsOf(session, id);
    terminal.out(
      options.json === true ? `${JSON.stringify({ service: id, versions })}\n` : formatVersions(id, versions),
    );
  });
}

async function versionsOf(session: Session, id: string) {
  if ((await findService(session, id)) === undefined) throw await unknownService(id, session.bus);
  return listVersions(session, id);
}
