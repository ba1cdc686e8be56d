import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Finding } from '../finding.ts';
import type { ListedRegion } from '../list-region.ts';
import type { SourceMap } from '../source-map.ts';
import { codeOf } from '../system-error.ts';

/** Files with secrets that cannot be read here; where the bus runs they may be. */
export async function warnOfSecrets(
  { services }: ListedRegion,
  { source, folder }: { readonly source: SourceMap; readonly folder: string },
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { entry, path } of services) {
    for (const [key, value] of Object.entries(entry.connector?.auth ?? {})) {
      const file = typeof value === 'object' ? value.file : undefined;
      if (file === undefined || (await isReadable(resolve(folder, file)))) continue;
      findings.push(source.at([...path, 'connector', 'auth', key, 'file'], 'this file cannot be read here'));
    }
  }
  return findings;
}

async function isReadable(file: string): Promise<boolean> {
  try {
    await access(file, constants.R_OK);
    return true;
  } catch (error) {
    if (codeOf(error) !== undefined) return false;
    throw error;
  }
}
