import { CONFIG, SimpulError } from '@simpul/errors';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What a bus was born as. */
export interface SetUp {
  readonly format: number;
  readonly mode: 'sandbox' | 'production';
  readonly instance: string;
  readonly publicUrl: string;
}

/** What a data folder was born as; written once. */
export interface InstanceFile extends SetUp {
  /** Where the data are; absent: in the folder itself. */
  readonly store?: 'mongo';
  /** Which of the processes of its service in a cluster; absent: the whole bus is one process. */
  readonly node?: string;
  /** Absent in a cluster, where not every process knows the logs. */
  readonly logOrigins?: readonly string[];
}

/** Format of the data folder; raised when an older release could not read it. */
export const DATA_FORMAT = 1;

/** Reads `instance.json`; undefined in a new folder. @throws SimpulError `SIMPUL_CONFIG_INVALID`. */
export function readInstanceFile(file: string): InstanceFile | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as InstanceFile;
  } catch (cause) {
    throw new SimpulError(CONFIG.INVALID, { params: { name: file, reason: 'is not JSON' }, cause });
  }
}

const NODE_BYTES = 4;

/** A new name for a process among those of its service. */
export function newNode(): string {
  return randomBytes(NODE_BYTES).toString('hex');
}

/**
 * A data folder serves the set-up that it was born with, for ever.
 * @throws SimpulError `SIMPUL_CONFIG_FOLDER_MISMATCH`.
 */
export function refuseOtherSetUp(
  folder: string,
  found: InstanceFile,
  wanted: SetUp & Pick<InstanceFile, 'store'>,
): void {
  for (const member of ['format', 'mode', 'instance', 'publicUrl', 'store'] as const) {
    if (found[member] === wanted[member]) continue;
    const params = { folder, member, found: found[member] ?? FILES, wanted: wanted[member] ?? FILES };
    throw new SimpulError(CONFIG.FOLDER_MISMATCH, { params });
  }
}

/** How the store of a folder without `store` is called. */
const FILES = 'SQLite files';

/** Writes a JSON file whole or not at all. */
export function writeJsonFile(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
