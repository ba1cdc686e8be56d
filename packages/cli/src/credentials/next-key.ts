import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { type Client, readKey } from './client-key.ts';

const OWNER_ONLY = 0o600;
const RSA_BITS = 3072;

/** The key that follows the one in a file: it lies beside it until the bus knows it. */
export interface NextKey {
  readonly client: Client;
  /** Its public half. */
  readonly jwk: JWK;
  /** Takes the place of the old key, which is kept beside it. @returns the file of the old key */
  takeOver(): Promise<string>;
}

/**
 * The next key of a client: of the algorithm of the old one, made unless an earlier try left one behind, for its answer
 * may have been lost while the bus took the key.
 *
 * @param file - of the old key
 * @throws SimpulError `SIMPUL_CLI_KEY_MISSING` where something else lies there
 */
export async function prepareNextKey(file: string, { id, alg }: Pick<Client, 'id' | 'alg'>): Promise<NextKey> {
  const next = `${file}.next`;
  const previous = `${file}.previous`;
  await makeKey(next, alg);
  return {
    client: await readKey(id, next),
    jwk: await publicJwkOf(next),
    async takeOver() {
      await rm(previous, { force: true });
      await link(file, previous);
      await rename(next, file);
      return previous;
    },
  };
}

/** The public half of a key in a file. */
export async function publicJwkOf(file: string): Promise<JWK> {
  return publicHalf(JSON.parse(await readFile(file, 'utf8')) as JWK);
}

/**
 * Makes a key, unless the file holds one. It is durable before the bus hears of it: a key that only the bus knows is of no
 * use.
 */
export async function makeKey(file: string, alg: string): Promise<void> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: RSA_BITS });
  const jwk = await exportJWK(privateKey);
  const text = JSON.stringify({ ...jwk, alg, kid: await calculateJwkThumbprint(jwk) }, undefined, 2);
  const draft = `${file}.tmp`;
  const handle = await open(draft, 'w', OWNER_ONLY);
  try {
    await handle.writeFile(`${text}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
}

function publicHalf({ kty, crv, x, y, n, e, alg }: JWK): JWK {
  const members = { kty, crv, x, y, n, e, alg };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JWK;
}
