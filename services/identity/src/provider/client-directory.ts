import { join } from 'node:path';
import type { RegistryObject, Subsystem } from '@simpul/contracts';
import type { Logger } from '@simpul/telemetry';
import type { JWK } from 'jose';
import type { AllClientMetadata } from 'oidc-provider';
import { credentialName } from '../domain/credential-name.ts';
import { SANDBOX_CLIENTS } from '../domain/profile.ts';
import { loadOrCreateKey, publicPart } from '../store/key-file.ts';

/** Who may ask for tokens: the registry's subsystems with a token link and, in a sandbox, clients of the API. */
export interface ClientDirectory {
  /** Makes the sandbox's own clients. */
  addSandboxClients(): Promise<void>;
  /** Takes in changes of the registry. */
  apply(changed: readonly RegistryObject[], deleted: readonly { kind: string; id: string }[]): Promise<void>;
  /** Metadata of a client that may be served now. */
  find(id: string): AllClientMetadata | undefined;
  /** Instance that the registry's settings name. */
  instance(): string | undefined;
}

export interface ClientDirectoryOptions {
  /** Makes keys in this folder for subsystems that registered none; undefined outside a sandbox. */
  readonly credentialsDir: string | undefined;
  readonly logger: Logger;
}

/** Creates an empty directory. */
export function createClientDirectory(options: ClientDirectoryOptions): ClientDirectory {
  const { credentialsDir, logger } = options;
  const clients = new Map<string, AllClientMetadata>();
  /** Whose key a credential file holds: ids whose parts contain dots can come to the same name. */
  const owners = new Map<string, string>();
  let instance: string | undefined;

  async function makeKeys(id: string): Promise<readonly JWK[]> {
    if (credentialsDir === undefined) return [];
    const name = credentialName(id);
    if (name === undefined || (owners.get(name) ?? id) !== id) {
      logger.warn({ subsystem: id }, 'no sandbox key: the name of its file is too long or taken');
      return [];
    }
    owners.set(name, id);
    return [publicPart(await loadOrCreateKey(join(credentialsDir, name)))];
  }

  async function keysOf(subsystem: Subsystem): Promise<readonly JWK[]> {
    const registered = subsystem.jwks?.keys ?? [];
    if (registered.length > 0) return registered;
    if (subsystem.jwksUri === undefined) return makeKeys(subsystem.id);
    logger.warn({ subsystem: subsystem.id }, 'not a client: keys at an address are not supported yet');
    return [];
  }

  async function applySubsystem(subsystem: Subsystem): Promise<void> {
    const keys = subsystem.link === 'token' ? await keysOf(subsystem) : [];
    if (keys.length > 0 && subsystem.status === 'active') {
      clients.set(subsystem.id, { client_id: subsystem.id, jwks: { keys } });
    } else {
      clients.delete(subsystem.id);
    }
  }

  return {
    async addSandboxClients() {
      if (credentialsDir === undefined) return;
      for (const [name, scope] of Object.entries(SANDBOX_CLIENTS)) {
        const key = await loadOrCreateKey(join(credentialsDir, `${name}.jwk`));
        clients.set(`sandbox-${name}`, { client_id: `sandbox-${name}`, scope, jwks: { keys: [publicPart(key)] } });
      }
    },
    async apply(changed, deleted) {
      for (const { kind, id } of deleted) if (kind === 'subsystem') clients.delete(id);
      for (const object of changed) if (object.kind === 'settings') ({ instance } = object.value);
      const subsystems = changed.flatMap((object) => (object.kind === 'subsystem' ? [object.value] : []));
      await Promise.all(subsystems.map(applySubsystem));
    },
    find: (id) => clients.get(id),
    instance: () => instance,
  };
}
