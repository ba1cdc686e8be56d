import { SimpulError } from '@simpul/errors';
import { writeDurably } from '@simpul/store';
import {
  type Checkpoint,
  cosignatureMessage,
  createVerifierKey,
  formatCosignature,
  fromBase64Url,
  type NoteSignature,
  type SignatureAlgorithm,
  TlogError,
  type VerifierKey,
} from '@simpul/tlog';
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLI } from '../errors.ts';
import { sha256 } from '../verification/trusted-keys.ts';
import { halted } from './halted.ts';

const KINDS = [
  { algorithm: 'cosignature-ed25519', signedWith: 'ed25519' },
  { algorithm: 'ml-dsa-44', signedWith: 'ml-dsa-44' },
] as const;

/** One key of the witness. */
export interface CosignerKey {
  readonly key: VerifierKey;
  /** Signs at once, so that it can happen inside the transaction that remembers it. @param timestamp POSIX seconds */
  cosign(checkpoint: Checkpoint, timestamp: number): NoteSignature;
}

export interface WitnessKeysOptions {
  readonly folder: string;
  readonly name: string;
  /** Only for a witness that was never started: others sign with the keys they began with. */
  readonly mayCreate: boolean;
}

/**
 * Loads the keys of a witness, Ed25519 first, and makes them for a new one (PKCS #8 in PEM, mode 0600).
 *
 * @throws SimpulError `SIMPUL_CLI_WITNESS_HALTED` if a key is missing or cannot be read, `SIMPUL_CLI_USAGE` for a name that
 *   signatures cannot carry
 */
export function loadWitnessKeys({ folder, name, mayCreate }: WitnessKeysOptions): CosignerKey[] {
  return KINDS.map(({ algorithm, signedWith }) => {
    const file = `witness-${signedWith}.pem`;
    if (mayCreate && !existsSync(join(folder, file))) writeDurably(folder, file, newKey(signedWith));
    const privateKey = readKey(folder, file, signedWith);
    const key = verifierKey({ name, algorithm, publicKey: publicBytes(privateKey) });
    return {
      key,
      cosign(checkpoint, timestamp) {
        const message = cosignatureMessage({ algorithm, name, timestamp, checkpoint });
        const signature = formatCosignature(timestamp, sign(null, message, privateKey));
        return { name, keyId: key.keyId, signature };
      },
    };
  });
}

function verifierKey(parts: Omit<VerifierKey, 'keyId'>): VerifierKey {
  try {
    return createVerifierKey(sha256, parts);
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    throw new SimpulError(CLI.USAGE, { params: { reason: `--name: ${error.message}` }, cause: error });
  }
}

function newKey(algorithm: SignatureAlgorithm): string {
  const { privateKey } = algorithm === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ml-dsa-44');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function readKey(folder: string, file: string, algorithm: SignatureAlgorithm): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(join(folder, file)));
  } catch (cause) {
    throw halted(folder, `${file} is missing or cannot be read`, cause);
  }
  if (key.asymmetricKeyType !== algorithm) throw halted(folder, `${file} is a key of another kind`);
  return key;
}

/** The raw public key: `x` of an Ed25519 JWK (RFC 8037), `pub` of an AKP one. */
function publicBytes(key: KeyObject): Uint8Array {
  const { x, pub } = key.export({ format: 'jwk' }) as { x?: string; pub?: string };
  return fromBase64Url(x ?? pub ?? '');
}
