import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const SANDBOX = resolve(import.meta.dirname, '../../../infra/sandbox');
/** Where the sandbox's region file expects the stand-in systems. */
const STAND_INS = 'http://127.0.0.1:9101';

export interface SandboxRegionOptions {
  /** Where the stand-in systems are, such as `http://127.0.0.1:40123`. */
  readonly standIns: string;
  /** Changes the file's text. */
  readonly edit?: (text: string) => string;
}

/**
 * Copies the sandbox's region file, with what it names beside it, into a folder, for stand-in systems on another port.
 * @returns the path of the copy.
 */
export function copySandboxRegion(folder: string, options: SandboxRegionOptions): string {
  const { standIns, edit = (text) => text } = options;
  mkdirSync(folder, { recursive: true });
  for (const part of ['openapi', 'secrets']) cpSync(join(SANDBOX, part), join(folder, part), { recursive: true });
  const file = join(folder, 'lampung.yaml');
  const text = readFileSync(join(SANDBOX, 'lampung.yaml'), 'utf8').replaceAll(STAND_INS, standIns);
  writeFileSync(file, edit(text));
  return file;
}
