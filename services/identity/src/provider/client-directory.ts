import type { RegistryObject, Subsystem } from '@simpul/contracts';
import type { Logger } from '@simpul/telemetry';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { AllClientMetadata } from 'oidc-provider';
import type { RegisteredKey } from '../keys/domain/merge-keys.ts';
import type { SandboxKeys } from '../made-keys/sandbox-keys.ts';
import type { RemoteKeys } from '../remote-keys/remote-keys.ts';

/** Who may ask for tokens: the registry's subsystems with a token link and, in a sandbox, clients of the API. */
export interface ClientDirectory {
  /** Takes in changes of the registry. @returns clients whose tokens may stand no longer */
  apply(changed: readonly RegistryObject[], deleted: readonly { kind: string; id: string }[]): Promise<string[]>;
  /**
   * Keys that the registry or the sandbox gives a subsystem, or that were last found at its address; undefined where it has neither
   * a token link nor keys.
   */
  registeredKeys(id: string): Promise<readonly RegisteredKey[] | undefined>;
  /** The same, after its address was asked where that is due and a key is wanted that is not known; without one nobody waits. */
  keysNow(id: string, kid?: string): Promise<readonly RegisteredKey[]>;
  /**
   * Metadata of a client that may be served now.
   * @param kid - the key that is asked for, where the client's keys are at an address
   */
  find(id: string, kid?: string): Promise<AllClientMetadata | undefined>;
  /** SHA-256 of the certificates that are registered for a client, in hex. */
  certificatesOf(id: string): readonly string[];
  /** Instance that the registry's settings name. */
  instance(): string | undefined;
}

export interface ClientDirectoryOptions {
  /** Keys of subsystems that registered none. */
  readonly sandboxKeys: SandboxKeys;
  /** Clients that no registry knows. */
  readonly apiClient: (id: string) => Promise<AllClientMetadata | undefined>;
  /** Keys with which a subsystem may ask for a token now, of those that are registered and those added since. */
  readonly liveKeys: (id: string, registered: readonly RegisteredKey[]) => Promise<readonly JWK[]>;
  readonly remoteKeys: RemoteKeys;
  readonly logger: Logger;
}

/** A subsystem that has keys: for tokens where it has a token link, for signatures in any case. */
interface KeyHolder {
  readonly active: boolean;
  /** Whether it may ask for tokens. */
  readonly isClient: boolean;
  readonly keys: readonly RegisteredKey[];
  readonly certificates: readonly string[];
  /** Where it publishes its keys; then `keys` are those that were last found there. */
  readonly address?: string | undefined;
  /** What `keys` were named from. */
  readonly fetched?: readonly JWK[];
}

/** A proof is the library's default for all clients; these may have a certificate in its place (`certificate-binding.ts`). */
export const BOUND_EITHER_WAY = { dpop_bound_access_tokens: false } as const;

/** Creates an empty directory. */
export function createClientDirectory(options: ClientDirectoryOptions): ClientDirectory {
  const { sandboxKeys, apiClient, liveKeys, remoteKeys, logger } = options;
  const subsystems = new Map<string, KeyHolder>();
  let instance: string | undefined;

  async function keysOf(subsystem: Subsystem): Promise<readonly RegisteredKey[]> {
    const registered = subsystem.jwks?.keys ?? [];
    if (registered.length > 0 || subsystem.link !== 'token') return nameKeys(registered, 'registry');
    return nameKeys(await sandboxKeys(subsystem.id), 'sandbox');
  }

  /** A subsystem; where another process was still to make its keys, they are looked for again. */
  async function holderOf(id: string): Promise<KeyHolder | undefined> {
    const holder = subsystems.get(id);
    if (holder?.isClient !== true || holder.address !== undefined || holder.keys.length > 0) return holder;
    const found = { ...holder, keys: await nameKeys(await sandboxKeys(id), 'sandbox') };
    if (subsystems.get(id) === holder) subsystems.set(id, found);
    return found;
  }

  function remove(id: string): boolean {
    remoteKeys.forget(id);
    return subsystems.delete(id);
  }

  async function applySubsystem(subsystem: Subsystem): Promise<void> {
    const { id, link, certificates, jwksUri: address, jwks } = subsystem;
    const isClient = link === 'token';
    if (!isClient && address === undefined && jwks === undefined) {
      remove(id);
      return;
    }
    const active = subsystem.status === 'active';
    const before = subsystems.get(id);
    if (address === undefined) {
      remoteKeys.forget(id);
      subsystems.set(id, { active, isClient, certificates, keys: await keysOf(subsystem) });
    } else if (before?.address === address) {
      subsystems.set(id, { ...before, active, isClient, certificates });
    } else {
      subsystems.set(id, { active, isClient, certificates, address, keys: [] });
    }
  }

  async function nameKeys(keys: readonly JWK[], from: RegisteredKey['from']): Promise<RegisteredKey[]> {
    const named = await Promise.all(
      keys.map(async (jwk) => {
        const kid = await thumbprintOf(jwk);
        return kid === undefined ? [] : [{ kid, alg: algorithmOf(jwk), jwk, from }];
      }),
    );
    return named.flat();
  }

  async function thumbprintOf(jwk: JWK): Promise<string | undefined> {
    try {
      return await calculateJwkThumbprint(jwk);
    } catch (err) {
      logger.warn({ err }, 'a registered key is left out: it is no JWK');
      return undefined;
    }
  }

  /** Keys at an address are fetched where they are old, or the wanted one is not among them. */
  async function lookUp(id: string, link: KeyHolder, kid: string | undefined): Promise<readonly RegisteredKey[]> {
    if (link.address === undefined) return link.keys;
    const fetched = await remoteKeys.keysOf({ id, address: link.address }, kid);
    if (fetched === link.fetched) return link.keys;
    const keys = await nameKeys(fetched, 'registry');
    const current = subsystems.get(id);
    if (current?.address === link.address) subsystems.set(id, { ...current, keys, fetched });
    return keys;
  }

  async function findSubsystem(id: string, kid: string | undefined): Promise<AllClientMetadata | undefined> {
    const link = await holderOf(id);
    if (link?.active !== true || !link.isClient) return undefined;
    const keys = await liveKeys(id, await lookUp(id, link, kid));
    if (subsystems.get(id)?.active !== true || keys.length === 0) return undefined;
    return { client_id: id, jwks: { keys: [...keys] }, ...BOUND_EITHER_WAY };
  }

  return {
    async apply(changed, deleted) {
      for (const object of changed) if (object.kind === 'settings') ({ instance } = object.value);
      const gone = deleted.flatMap(({ kind, id }) => (kind === 'subsystem' && remove(id) ? [id] : []));
      const given = changed.flatMap((object) => (object.kind === 'subsystem' ? [object.value] : []));
      const before = new Map(given.map(({ id }) => [id, subsystems.get(id)]));
      await Promise.all(given.map(applySubsystem));
      const curtailed = given.filter(({ id }) => isCurtailed(before.get(id), subsystems.get(id)));
      return [...gone, ...curtailed.map(({ id }) => id)];
    },
    registeredKeys: async (id) => (await holderOf(id))?.keys,
    async keysNow(id, kid) {
      const holder = await holderOf(id);
      if (holder === undefined) return [];
      const asked = lookUp(id, holder, kid);
      return kid === undefined ? holder.keys : asked;
    },
    find: async (id, kid) => (await apiClient(id)) ?? findSubsystem(id, kid),
    certificatesOf: (id) => subsystems.get(id)?.certificates ?? [],
    instance: () => instance,
  };
}

/** Whether tokens that a subsystem has may stand no longer: it is suspended or no client any more, or lost a key. */
function isCurtailed(before: KeyHolder | undefined, after: KeyHolder | undefined): boolean {
  if (after?.isClient !== true) return before?.isClient === true;
  const kids = new Set(after.keys.map(({ kid }) => kid));
  return !after.active || before?.keys.some(({ kid }) => !kids.has(kid)) === true;
}

/** What a registered key is for, as its list shows it; the region file need not say. */
function algorithmOf({ alg, kty, crv }: JWK): string {
  if (alg !== undefined) return alg;
  if (kty === 'EC') return crv === 'P-256' ? 'ES256' : '';
  return kty === 'RSA' ? 'PS256' : 'EdDSA';
}
