import { dataFolderPath } from '../credentials/data-folder.ts';
import { pinFile, readPins } from '../credentials/log-pins.ts';
import type { Terminal } from '../terminal.ts';
import { logKeysOf, readPolicy } from './cosigners.ts';
import type { Trust } from './signed-checkpoint.ts';
import { trustedKeys } from './trusted-keys.ts';

/** Options that say which keys and witnesses are trusted. */
export interface TrustOptions {
  readonly vkey?: readonly string[];
  readonly data?: string;
  /** Policy file (C2SP tlog-policy). */
  readonly policy?: string;
}

/**
 * What was trusted before anything was checked: keys given with `--vkey`, else those that a policy names, else those pinned in the
 * data folder.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE` or `SIMPUL_CONFIG_INVALID` for what cannot be read
 */
export async function findTrust({ vkey, data, policy: file }: TrustOptions, terminal: Terminal): Promise<Trust> {
  const policy = file === undefined ? undefined : await readPolicy(file, terminal);
  if (vkey !== undefined) return { keys: trustedKeys({ given: vkey }), policy };
  const named = policy === undefined ? [] : logKeysOf(policy);
  if (file !== undefined && named.length > 0)
    return { keys: trustedKeys({ given: named, from: `from ${file}` }), policy };
  const folder = dataFolderPath(data, terminal);
  return { keys: trustedKeys({ pinned: await readPins(folder), file: pinFile(folder) }), policy };
}
