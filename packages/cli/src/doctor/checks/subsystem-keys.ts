import { join } from 'node:path';
import type { SubsystemKey } from '@simpul/contracts';
import { isSimpulError } from '@simpul/errors';
import { fetchKeys } from '../../api/keys.ts';
import { type Finding, finding } from '../finding.ts';
import { KEYS_OF_SUBSYSTEMS } from '../limits.ts';
import type { Folder, KnownRegion, Patient } from '../patient.ts';

/** Keys of subsystems that end, and changes of keys that are under way. */
export async function checkSubsystemKeys({ folder, reached, region }: Patient): Promise<readonly Finding[]> {
  const here = folder === undefined ? [] : changesInFolder(folder);
  if (reached?.answers !== true || region === undefined) return [...here, finding('subsystem-keys-not-asked')];
  try {
    const session = await reached.signIn('audit:read');
    const ids = withTokenLink(region).slice(0, KEYS_OF_SUBSYSTEMS);
    const found: Finding[] = [];
    for (const id of ids) found.push(...judge(id, await fetchKeys(session, id)));
    return [...here, ...(found.length === 0 ? [finding('subsystem-keys-fine', { count: ids.length })] : found)];
  } catch (error) {
    if (!isSimpulError(error)) throw error;
    return [...here, finding('subsystem-keys-hidden', { reason: error.message })];
  }
}

function withTokenLink({ objects }: KnownRegion): string[] {
  return objects.flatMap((object) =>
    object.kind === 'subsystem' && object.value.link === 'token' && object.value.jwksUri === undefined
      ? [object.id]
      : [],
  );
}

function judge(id: string, keys: readonly SubsystemKey[]): Finding[] {
  const goOn = keys.some(({ state }) => state === 'active');
  const ending = keys.filter(({ state }) => state === 'ending').toSorted((a, b) => (b.until ?? 0) - (a.until ?? 0));
  if (!goOn && ending.length === 0) return [finding('subsystem-key-over', { id })];
  const shown = goOn ? ending : ending.slice(0, 1);
  return shown.map(({ kid, until = 0 }) =>
    finding(goOn ? 'subsystem-key-rotates' : 'subsystem-key-ends', { id, kid, end: new Date(until).toISOString() }),
  );
}

function changesInFolder({ path, files }: Folder): Finding[] {
  const unfinished = files.filter((file) => /^credentials\/.*\.jwk\.next$/.test(file.path));
  const rotates = files.some((file) => /^keys\/token-signing\.(?:next|previous)\.jwk$/.test(file.path));
  return [
    ...unfinished.map((file) => finding('key-change-unfinished', { file: join(path, file.path) })),
    ...(rotates ? [finding('token-key-rotates')] : []),
  ];
}
