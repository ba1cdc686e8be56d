import { join } from 'node:path';
import type { Logger } from '@simpul/telemetry';
import type { JWK } from 'jose';
import { credentialName } from '../domain/credential-name.ts';
import { loadOrCreateKey, publicPart } from '../store/key-file.ts';
import type { MadeKeys } from './made-keys.ts';

export interface SandboxKeysOptions {
  /** Folder of the keys; undefined outside a sandbox. */
  readonly folder: string | undefined;
  readonly made: MadeKeys;
  readonly logger: Logger;
}

/** Keys that a sandbox has for subsystems that registered none. */
export type SandboxKeys = (subsystem: string) => Promise<readonly JWK[]>;

/** Opens them: one process makes them, as files in its data folder, and every process knows their public halves. */
export async function openSandboxKeys({ folder, made, logger }: SandboxKeysOptions): Promise<SandboxKeys> {
  if (folder === undefined) return async () => [];
  if (!(await made.isMaker())) return (subsystem) => made.of(subsystem);
  /** Whose key a file holds: ids whose parts contain dots can come to the same name. */
  const owners = new Map<string, string>();
  return async (subsystem) => {
    const name = credentialName(subsystem);
    if (name === undefined || (owners.get(name) ?? subsystem) !== subsystem) {
      logger.warn({ subsystem }, 'no sandbox key: the name of its file is too long or taken');
      return [];
    }
    owners.set(name, subsystem);
    const key = await loadOrCreateKey(join(folder, name));
    await made.publish(subsystem, key);
    return [publicPart(key)];
  };
}
