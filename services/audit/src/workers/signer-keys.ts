import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIT, SimpulError } from '@simpul/errors';
import { writeDurably } from '@simpul/store';
import {
  type CheckpointSigner,
  createVerifierKey,
  formatVerifierKey,
  fromBase64Url,
  SIGNATURE_ALGORITHMS,
  type SignatureAlgorithm,
} from '@simpul/tlog';
import { sha256 } from '../domain/sha256.ts';

export interface SignerKeysOptions {
  readonly folder: string;
  /** Name of the keys: the log's origin. */
  readonly origin: string;
  /** Only for a log that was never signed: others are verified with the keys they began with. */
  readonly mayCreate: boolean;
}

/**
 * Loads the log's keys, Ed25519 first, and makes them for a new log (PKCS #8 in PEM, mode 0600).
 *
 * Keys live as long as their log, half a year: each log is signed with keys of its own in a folder of its own, under an
 * origin of its own, and none is ever signed with another's. So there is no moment at which one log has two keys: a rotation
 * is the opening of the next log. The two overlap, since `GET /audit/v1/verification` goes on listing the closed log with
 * its keys, and the first leaf of the next one holds the last checkpoint of the one before, by which the new key vouches for it.
 * Keys that lie in the folder before the log's first checkpoint are taken as they are, so that witnesses can be told of them.
 * @throws SimpulError `AUDIT.HALTED` if a key is missing or cannot be read
 */
export function loadSigners({ folder, origin, mayCreate }: SignerKeysOptions): CheckpointSigner[] {
  return SIGNATURE_ALGORITHMS.map((algorithm) => {
    const name = `log-${algorithm}.pem`;
    if (mayCreate && !existsSync(join(folder, name))) writeDurably(folder, name, createKey(algorithm));
    const privateKey = readKey(join(folder, name), algorithm);
    return {
      key: createVerifierKey(sha256, { name: origin, algorithm, publicKey: publicBytes(privateKey) }),
      sign: (message) => sign(null, message, privateKey),
    };
  });
}

/**
 * A log has one signer for all its time, which its keys and its memory make.
 * @throws SimpulError `AUDIT.HALTED` if the keys in the folder are not those that verify the log
 */
export function refuseOtherKeys(
  verifierKeys: readonly string[],
  { folder, origin }: Omit<SignerKeysOptions, 'mayCreate'>,
): void {
  let own: string[];
  try {
    own = loadSigners({ folder, origin, mayCreate: false }).map(({ key }) => formatVerifierKey(key));
  } catch (cause) {
    throw otherSigner(cause);
  }
  if (own.join() !== verifierKeys.join()) throw otherSigner();
}

export function otherSigner(cause?: unknown): SimpulError {
  const reason = 'the log has another signer: its keys are not those in this data folder';
  return new SimpulError(AUDIT.HALTED, { params: { reason }, cause });
}

function createKey(algorithm: SignatureAlgorithm): string {
  const { privateKey } = algorithm === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ml-dsa-44');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function readKey(file: string, algorithm: SignatureAlgorithm): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType === algorithm) return key;
  } catch (cause) {
    throw new SimpulError(AUDIT.HALTED, { params: { reason: `the log's ${algorithm} key cannot be read` }, cause });
  }
  throw new SimpulError(AUDIT.HALTED, { params: { reason: `the log's ${algorithm} key is of another kind` } });
}

/** The raw public key: `x` of an Ed25519 JWK (RFC 8037), `pub` of an AKP one. */
function publicBytes(key: KeyObject): Uint8Array {
  const { x, pub } = key.export({ format: 'jwk' }) as { x?: string; pub?: string };
  return fromBase64Url(x ?? pub ?? '');
}
