import { CONFIG, SimpulError } from '@simpul/errors';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What a data folder was born as; written once. */
export interface InstanceFile {
  readonly format: number;
  readonly mode: 'sandbox' | 'production';
  readonly instance: string;
  readonly publicUrl: string;
  readonly logOrigins: readonly string[];
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

/**
 * A data folder serves the set-up that it was born with, for ever.
 * @throws SimpulError `SIMPUL_CONFIG_FOLDER_MISMATCH`.
 */
export function refuseOtherSetUp(folder: string, found: InstanceFile, wanted: Omit<InstanceFile, 'logOrigins'>): void {
  for (const member of ['format', 'mode', 'instance', 'publicUrl'] as const) {
    if (found[member] === wanted[member]) continue;
    const params = { folder, member, found: found[member], wanted: wanted[member] };
    throw new SimpulError(CONFIG.FOLDER_MISMATCH, { params });
  }
}

/** Writes a JSON file whole or not at all. */
export function writeJsonFile(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
