import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type FilePlace, filePlace } from '../places/log-place.ts';
import { formatHalfYear, type HalfYear } from '../domain/half-year.ts';

/** Where one log of files lies. */
export interface ShardPlace {
  readonly place: FilePlace;
  /** Folder of its keys and of its signer's memory. */
  readonly keysDir: string;
}

const SQLITE = '.sqlite';

/** The place of the very first log: the file and the folder that are configured. */
export function firstPlace(place: FilePlace, keysDir: string): ShardPlace {
  return { place, keysDir };
}

/** The place of a later log: `audit-{yyyy}h{n}.sqlite` beside the first file, a folder of that name below the first keys. */
export function placeOf(halfYear: HalfYear, first: ShardPlace): ShardPlace {
  return placeNamed(`${basename(first.place.file, SQLITE)}-${formatHalfYear(halfYear)}`, first);
}

/** The logs that there are, newest first; none before the first start. */
export function listPlaces(first: ShardPlace): ShardPlace[] {
  const found = readdirSync(dirname(first.place.file));
  const stem = basename(first.place.file, SQLITE);
  const later = found
    .map((file) => basename(file, SQLITE))
    .filter((name, at) => found[at]?.endsWith(SQLITE) === true && isLater(name, stem))
    .toSorted()
    .toReversed()
    .map((name) => placeNamed(name, first));
  return found.includes(basename(first.place.file)) ? [...later, first] : later;
}

function isLater(name: string, stem: string): boolean {
  return name.startsWith(`${stem}-`) && /^\d{4}h[12]$/.test(name.slice(stem.length + 1));
}

function placeNamed(name: string, first: ShardPlace): ShardPlace {
  return { place: filePlace(join(dirname(first.place.file), `${name}${SQLITE}`)), keysDir: join(first.keysDir, name) };
}
