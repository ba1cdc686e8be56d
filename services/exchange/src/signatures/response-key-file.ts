import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG, SimpulError } from '@simpul/errors';
import { jwkThumbprint } from '@simpul/http-signatures';
import { writeDurably } from '@simpul/store';

/** A private Ed25519 key. */
export interface PrivateResponseKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly d: string;
}

/** A key that signs no more: its public half, and until when it is published (milliseconds). */
export interface FormerResponseKey {
  readonly x: string;
  readonly until: number;
}

/** The keys with which a node signs responses, as they are kept. */
export interface StoredResponseKeys {
  readonly current: PrivateResponseKey;
  /** Published, and not yet signed with. */
  readonly next?: PrivateResponseKey | undefined;
  readonly former: readonly FormerResponseKey[];
  /** Which rotation of all nodes' keys came last, by its time. */
  readonly followed?: number | undefined;
}

const NAME = 'response-signing.json';

/** Makes a key. */
export function makeResponseKey(): PrivateResponseKey {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', x, d };
}

/** Thumbprint of a key by its public half. @throws SignatureError `key-unusable` */
export function responseKeyId(x: string): string {
  return jwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x });
}

/**
 * Reads the keys of a folder; undefined where there are none.
 * @throws SimpulError `SIMPUL_CONFIG_INVALID` where the file holds something else
 */
export function readResponseKeys(folder: string): StoredResponseKeys | undefined {
  const file = join(folder, NAME);
  try {
    const stored = JSON.parse(readFileSync(file, 'utf8')) as StoredResponseKeys;
    for (const key of [stored.current, ...(stored.next === undefined ? [] : [stored.next])])
      createPrivateKey({ key: { ...key }, format: 'jwk' });
    for (const { x } of [stored.current, ...stored.former]) responseKeyId(x);
    return stored;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // What went wrong may quote a key.
    throw new SimpulError(CONFIG.INVALID, { params: { name: file, reason: 'it does not hold keys for responses' } });
  }
}

/** Keeps them, in the place of those before, whole or not at all. */
export function writeResponseKeys(folder: string, keys: StoredResponseKeys): void {
  writeDurably(folder, NAME, `${JSON.stringify(keys, undefined, 2)}\n`);
}
