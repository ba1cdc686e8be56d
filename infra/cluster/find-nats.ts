import { findTool, launchNats, writeNatsConfig } from '@simpul/testing';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterFlags } from './options.ts';

/** The NATS of the cluster. */
export interface FoundNats {
  readonly url: string;
  /** For people. */
  readonly where: string;
  readonly caFile: string;
  /** File with the seed of a party. */
  nkeyFile(party: string): string;
  stop(): Promise<void>;
}

/** The NATS that was given, or a nats-server of this machine with the configuration of `simpul nats config`. */
export async function findNats({ root, nats }: ClusterFlags): Promise<FoundNats | undefined> {
  if (nats !== undefined) {
    const { url, config } = nats;
    return { url, where: url, ...filesOf(config), stop: async () => undefined };
  }
  if (findTool('nats-server') === undefined) return undefined;
  const folder = join(root, 'nats');
  const config = join(folder, 'nats-server.conf');
  if (!existsSync(config)) await writeNatsConfig(folder);
  // Ctrl-C must not end it before those that meet there.
  const { url, stop } = await launchNats({ config, detached: true });
  const secure = url.replace(/^nats:/, 'tls:');
  return { url: secure, where: `${secure} (nats-server of this machine)`, ...filesOf(folder), stop };
}

function filesOf(folder: string): Pick<FoundNats, 'caFile' | 'nkeyFile'> {
  return { caFile: join(folder, 'ca.pem'), nkeyFile: (party) => join(folder, `${party}.nk`) };
}

/** Said where there is none. */
export const NATS_MISSING = `A nats-server is missing. One of these brings it:
  npm run cluster -- --nats tls://HOST:PORT --nats-config DIR  one that runs already with what "simpul nats config" wrote to DIR
  TEST_NATS_SERVER=/path/to/nats-server npm run cluster        a program that is elsewhere than on the PATH
  bash infra/ci/install-tools.sh                               installs it (Debian, as root)
`;
