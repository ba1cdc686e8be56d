import type { ListedVersion, VersionPatch } from '../api/registry.ts';
import { localId } from '../registry/object-id.ts';

/** What `simpul system add` did. */
export interface AddedSystem {
  readonly system: string;
  readonly link: string;
  /** Thumbprint of its key. */
  readonly key: string | undefined;
  readonly file: string | undefined;
  readonly record: string | undefined;
}

export function formatAddedSystem({ system, link, key, file, record }: AddedSystem): string {
  const id = localId(system);
  return text([
    `Registered ${system} with a ${link} link.`,
    ...(key === undefined ? [] : [`Its key ${key} is in ${file}; keep it as you keep a password.`]),
    ...onRecord(record),
    `Next: simpul service add ${id}/SERVICE --openapi FILE   (it offers something)`,
    `  or: simpul access request SERVICE --as ${id} --purpose CODE --legal-basis TEXT   (it asks for something)`,
  ]);
}

/** What `simpul service add` did. */
export interface AddedService {
  readonly service: string;
  readonly version: string;
  readonly isNew: boolean;
  readonly record: unknown;
}

export function formatAddedService({ service, version, isNew, record }: AddedService): string {
  return text([
    `Registered ${isNew ? service : `another version of ${service}`}: ${version}, a draft that answers nobody yet.`,
    ...onRecord(record),
    `Next: simpul service publish ${localId(service)}`,
  ]);
}

/** What became of a version. */
export interface MovedVersion extends VersionPatch {
  readonly service: string;
  readonly version: string;
  readonly record: string | undefined;
}

export function formatMovedVersion({ service, version, state, from, sunset, record }: MovedVersion): string {
  const id = localId(service);
  const says = {
    active: `${from === undefined ? 'is in force' : `will be in force from ${from}`}; who has an agreement may call it.`,
    deprecated: `is deprecated; its last day is ${sunset ?? 'not said'}, and its consumers are told.`,
    retired: 'is retired and answers nobody any more.',
  }[state as string];
  const next =
    state === 'active'
      ? [`Next: whoever needs it asks with "simpul access request ${id} --as SYSTEM --purpose CODE --legal-basis TEXT"`]
      : [];
  return text([`Version ${version} of ${service} ${says ?? `is ${state}`}`, ...onRecord(record), ...next]);
}

/** Versions, one a line. */
export function formatVersions(service: string, versions: readonly ListedVersion[]): string {
  if (versions.length === 0) return `${service} has no versions but the one of the region file.\n`;
  return text(
    versions.map(({ version, state, from, sunset, url }) =>
      [
        version,
        state,
        ...(from === undefined ? [] : [`from ${from}`]),
        ...(sunset === undefined ? [] : [`until ${sunset}`]),
        ...(url === undefined ? [] : [url]),
      ].join('  '),
    ),
  );
}

/** Where the log says so. */
export function onRecord(record: unknown): string[] {
  return typeof record === 'string' ? [`On record: simpul audit show ${record}`] : [];
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
