import { generateKeyPairSync, sign } from 'node:crypto';
import {
  type CheckpointSigner,
  createVerifierKey,
  fromBase64Url,
  type NoteAlgorithm,
  signatureAlgorithm,
} from '@simpul/tlog';
import { sha256 } from '../../src/domain/sha256.ts';

/** A signer with a fresh key. */
export function newSigner(name: string, algorithm: NoteAlgorithm): CheckpointSigner {
  const { publicKey, privateKey } =
    signatureAlgorithm(algorithm) === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ml-dsa-44');
  const { x, pub } = publicKey.export({ format: 'jwk' }) as { x?: string; pub?: string };
  return {
    key: createVerifierKey(sha256, { name, algorithm, publicKey: fromBase64Url(x ?? pub ?? '') }),
    sign: (message) => sign(null, message, privateKey),
  };
}
