import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AllClientMetadata } from 'oidc-provider';
import { FIRST_OPERATOR_SCOPE, SANDBOX_CLIENTS } from '../domain/profile.ts';
import { FIRST_OPERATOR_CLIENT } from '../people/invitations/first-operator.ts';
import { BOUND_EITHER_WAY } from '../provider/client-directory.ts';
import { loadOrCreateKey } from '../store/key-file.ts';
import type { MadeKeys } from './made-keys.ts';

/** Clients of the bus's own APIs whose keys this service makes: those of a sandbox, and the one that invites the first operator. */
export interface ApiClients {
  /** Metadata of a client that may be served now. */
  find(id: string): Promise<AllClientMetadata | undefined>;
  /** Makes the client that invites the first operator: each data folder has a key of its own. */
  addFirstOperator(): Promise<void>;
  /** Ends that client, and deletes its key: the region has an operator. */
  dropFirstOperator(): Promise<void>;
  /** Whether this process has such a key. */
  hasFirstOperator(): boolean;
}

export interface ApiClientsOptions {
  /** Folder of the keys of a sandbox; undefined outside. */
  readonly folder: string | undefined;
  readonly firstOperatorFile: string;
  readonly made: MadeKeys;
}

/** Opens them, and makes those of a sandbox where this process makes its keys. */
export async function openApiClients({ folder, firstOperatorFile, made }: ApiClientsOptions): Promise<ApiClients> {
  const scopes = new Map([[FIRST_OPERATOR_CLIENT, FIRST_OPERATOR_SCOPE]]);
  let hasFirstOperator = false;
  if (folder !== undefined) {
    const isMaker = await made.isMaker();
    for (const [name, scope] of Object.entries(SANDBOX_CLIENTS)) {
      const id = `sandbox-${name}`;
      scopes.set(id, scope);
      if (isMaker) await made.publish(id, await loadOrCreateKey(join(folder, `${name}.jwk`)));
    }
  }
  return {
    async find(id) {
      const scope = scopes.get(id);
      if (scope === undefined) return undefined;
      const keys = await made.of(id);
      return keys.length === 0 ? undefined : { client_id: id, scope, jwks: { keys: [...keys] }, ...BOUND_EITHER_WAY };
    },
    async addFirstOperator() {
      await made.publish(FIRST_OPERATOR_CLIENT, await loadOrCreateKey(firstOperatorFile));
      hasFirstOperator = true;
    },
    async dropFirstOperator() {
      await made.drop(FIRST_OPERATOR_CLIENT);
      await rm(firstOperatorFile, { force: true });
      hasFirstOperator = false;
    },
    hasFirstOperator: () => hasFirstOperator,
  };
}
