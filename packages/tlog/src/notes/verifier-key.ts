import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { concatBytes } from '../encoding/bytes.ts';
import { encodeText } from '../encoding/text.ts';
import type { Hash } from '../merkle/hashing.ts';
import { TlogError } from '../tlog-error.ts';
import { isKeyName } from './key-name.ts';

/** Signature algorithms that are known here; each is also the kind of line that a log signs with it. */
export const SIGNATURE_ALGORITHMS = ['ed25519', 'ml-dsa-44'] as const;
export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number];

/**
 * Kinds of signature lines: a log's Ed25519 signature (type 01), a cosigner's timestamped Ed25519 one (04), and the timestamped
 * ML-DSA-44 signature of both logs and cosigners (06).
 */
export const NOTE_ALGORITHMS = [...SIGNATURE_ALGORITHMS, 'cosignature-ed25519'] as const;
export type NoteAlgorithm = (typeof NOTE_ALGORITHMS)[number];

interface Traits {
  /** Signature type byte (C2SP signed-note). */
  readonly type: number;
  readonly keyBytes: number;
  readonly signedWith: SignatureAlgorithm;
}

const TRAITS: Readonly<Record<NoteAlgorithm, Traits>> = {
  ed25519: { type: 0x01, keyBytes: 32, signedWith: 'ed25519' },
  'cosignature-ed25519': { type: 0x04, keyBytes: 32, signedWith: 'ed25519' },
  'ml-dsa-44': { type: 0x06, keyBytes: 1312, signedWith: 'ml-dsa-44' },
};

/** The algorithm that signs lines of this kind. */
export function signatureAlgorithm(algorithm: NoteAlgorithm): SignatureAlgorithm {
  return TRAITS[algorithm].signedWith;
}

/** Public key that checks signatures of a note. */
export interface VerifierKey {
  /** Name of the signer; of a log's key, its origin; of a witness's, not the name that a policy gives it. */
  readonly name: string;
  /** Four bytes as eight lowercase hex digits. */
  readonly keyId: string;
  readonly algorithm: NoteAlgorithm;
  /** 32 bytes (Ed25519) or 1312 bytes (ML-DSA-44), raw. */
  readonly publicKey: Uint8Array;
}

/**
 * A verifier key from its parts; the key id is SHA-256(name || 0x0A || type || public key)[:4].
 *
 * @throws TlogError `verifier-key` for a name that notes cannot carry or a key of a wrong length
 */
export function createVerifierKey(hash: Hash, { name, algorithm, publicKey }: Omit<VerifierKey, 'keyId'>): VerifierKey {
  if (!isKeyName(name))
    throw new TlogError('verifier-key', 'the name is empty or holds a space, plus or control character');
  const { type, keyBytes } = TRAITS[algorithm];
  if (publicKey.length !== keyBytes) throw new TlogError('verifier-key', `an ${algorithm} key has ${keyBytes} bytes`);
  const digest = hash(concatBytes([encodeText(`${name}\n`), Uint8Array.of(type), publicKey]));
  return { name, keyId: toHex(digest.subarray(0, 4)), algorithm, publicKey };
}

/** Writes a key as a vkey: `<name>+<hex key id>+<base64(type || public key)>`. */
export function formatVerifierKey({ name, keyId, algorithm, publicKey }: VerifierKey): string {
  return `${name}+${keyId}+${toBase64(concatBytes([Uint8Array.of(TRAITS[algorithm].type), publicKey]))}`;
}

/**
 * Reads a vkey (C2SP signed-note, verifier keys). The key id must be the one that the specification computes.
 *
 * @throws TlogError `verifier-key`, also for signature types other than {@link NOTE_ALGORITHMS}
 */
export function parseVerifierKey(hash: Hash, vkey: string): VerifierKey {
  const [, name = '', keyId = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(vkey) ?? [];
  if (name === '') throw new TlogError('verifier-key', 'not of the form name+id+key');
  let material: Uint8Array;
  try {
    material = fromBase64(encoded);
  } catch (error) {
    throw new TlogError('verifier-key', 'the key is not base64', { cause: error });
  }
  const algorithm = NOTE_ALGORITHMS.find((each) => TRAITS[each].type === material[0]);
  if (algorithm === undefined) throw new TlogError('verifier-key', 'unknown signature type');
  const key = createVerifierKey(hash, { name, algorithm, publicKey: material.subarray(1) });
  if (key.keyId !== keyId) throw new TlogError('verifier-key', 'the key id is not the one of this name and key');
  return key;
}

/** Lowercase hex digits of bytes. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
