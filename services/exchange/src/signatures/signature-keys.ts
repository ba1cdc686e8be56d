import { AUTHORITY_MAX_AGE_MS, type Bus, type BusClient, createFollower } from '@simpul/bus';
import { identityChanged, identitySignatureKeys, SIGNATURE_KEYS_MAX, type SignatureKey } from '@simpul/contracts';
import {
  type FoundKey,
  importVerifyingKey,
  type Jwk,
  type KeyState,
  SignatureError,
  type VerifyingKey,
} from '@simpul/http-signatures';
import type { SignatureThread } from './signature-thread.ts';

/** Milliseconds for which the keys of a subsystem are followed that signs no more. */
const FOLLOWED_MS = 300_000;

/** Keys with which consumers sign, as identity knows them: at most a second old, or a minute where it is silent (design 02, rule 9). */
export interface SignatureKeys {
  /** Pulls once, and again each second. @throws SimpulError when the first pull fails in the same process */
  start(): Promise<void>;
  stop(): void;
  /** Whether identity was silent for so long that no key can be believed. */
  isStale(): boolean;
  /**
   * The key of a subsystem with this thumbprint; undefined where it has none.
   * @throws SignatureError `key-unusable`, `key-revoked`; SimpulError where identity does not answer
   */
  find(subsystem: string, kid: string): Promise<FoundSignatureKey | undefined>;
}

/** A key that can be named in full. */
export interface FoundSignatureKey extends FoundKey {
  readonly key: FoundKey['key'] & Pick<VerifyingKey, 'jwk'>;
}

export interface SignatureKeysOptions {
  /** Told when a pull fails; the snapshot goes on. */
  readonly onFailure: (error: unknown) => void;
  readonly authorityMaxAgeMs?: number | undefined;
  /** What checks signatures. */
  readonly threads: Pick<SignatureThread, 'checker'>;
}

interface Followed {
  readonly seen: string;
  readonly keys: ReadonlyMap<string, SignatureKey>;
  /** Keys that were used, imported. */
  readonly ready: Map<string, FoundSignatureKey['key']>;
  /** Milliseconds of a clock that never goes back. */
  usedAt: number;
}

/** Follows the keys of those subsystems that sign: what grows is bounded by those that are registered. */
export function followSignatureKeys(bus: Bus, client: BusClient, options: SignatureKeysOptions): SignatureKeys {
  const { onFailure, threads, authorityMaxAgeMs = AUTHORITY_MAX_AGE_MS } = options;
  const followed = new Map<string, Followed>();

  async function ask(subsystems: readonly { readonly id: string; readonly kid?: string }[]): Promise<void> {
    const asked = subsystems.map((one) => {
      const known = followed.get(one.id);
      return known === undefined ? one : { ...one, seen: known.seen };
    });
    const { changed } = await client.call(identitySignatureKeys, { subsystems: asked });
    for (const { id, seen, keys } of changed) {
      const usedAt = followed.get(id)?.usedAt ?? performance.now();
      followed.set(id, { seen, keys: new Map(keys.map((key) => [key.kid, key])), ready: new Map(), usedAt });
    }
  }

  async function pull(): Promise<void> {
    const oldest = performance.now() - FOLLOWED_MS;
    for (const [id, { usedAt }] of followed) if (usedAt < oldest) followed.delete(id);
    const ids = [...followed.keys()].map((id) => ({ id }));
    // Without any it is asked all the same: an answer says that identity is there.
    for (let i = 0; i === 0 || i < ids.length; i += SIGNATURE_KEYS_MAX) await ask(ids.slice(i, i + SIGNATURE_KEYS_MAX));
  }

  const follower = createFollower(bus, { announcement: identityChanged, pull, onFailure, restore: withoutKeys });
  return {
    start: () => follower.start(),
    stop: () => follower.stop(),
    isStale: () => follower.age() > authorityMaxAgeMs,
    async find(subsystem, kid) {
      if (followed.get(subsystem)?.keys.has(kid) !== true) await ask([{ id: subsystem, kid }]);
      const known = followed.get(subsystem);
      const found = known?.keys.get(kid);
      if (known === undefined || found === undefined) return undefined;
      known.usedAt = performance.now();
      const state = stateOf(found, Date.now());
      if (found.jwk === undefined) throw new SignatureError(state === 'revoked' ? 'key-revoked' : 'key-unusable');
      const ready = known.ready.get(kid) ?? imported(found.jwk, threads);
      known.ready.set(kid, ready);
      return { key: ready, state };
    },
  };
}

/** Nothing of keys is kept on disk: a node that starts without identity refuses what is signed, and nothing else. */
const withoutKeys = (): Promise<number> => Promise.resolve(Number.POSITIVE_INFINITY);

/** @throws SignatureError `key-unusable` */
function imported(jwk: Jwk, threads: SignatureKeysOptions['threads']): FoundSignatureKey['key'] {
  const key = importVerifyingKey(jwk);
  return { ...threads.checker(key), jwk: key.jwk };
}

/** A key that was ending when identity was asked may have ended since. */
function stateOf({ state, until }: SignatureKey, now: number): KeyState {
  if (state === 'revoked') return 'revoked';
  return state === 'ended' || (state === 'ending' && until !== undefined && until <= now) ? 'retired' : 'active';
}
