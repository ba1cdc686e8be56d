import {
  type CheckpointSigner,
  createVerifierKey,
  formatAddCheckpoint,
  formatVerifierKey,
  fromBase64Url,
  hashLeaf,
  hashNode,
  proveConsistency,
  readCompactRange,
  type SignatureAlgorithm,
  signCheckpoint,
} from '@simpul/tlog';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { sha256 } from '../../../src/verification/trusted-keys.ts';

/** A signer with a fresh key. */
export function newSigner(
  name: string,
  algorithm: SignatureAlgorithm = 'ed25519',
): CheckpointSigner & { vkey: string } {
  const { privateKey, publicKey } =
    algorithm === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ml-dsa-44');
  const key = createVerifierKey(sha256, { name, algorithm, publicKey: rawPublicKey(publicKey) });
  return { key, vkey: formatVerifierKey(key), sign: (message) => sign(null, message, privateKey) };
}

function rawPublicKey(key: KeyObject): Uint8Array {
  const { x, pub } = key.export({ format: 'jwk' }) as { x?: string; pub?: string };
  return fromBase64Url(x ?? pub ?? '');
}

/** A log with one history, or with another under the same key. */
export interface TestLog {
  readonly origin: string;
  readonly vkey: string;
  readonly signer: CheckpointSigner;
  root(size: number): Promise<Uint8Array>;
  note(size: number): Promise<string>;
  /** Body of `add-checkpoint` with its true proof. */
  request(oldSize: number, size: number): Promise<string>;
  /** The same log, whose leaves differ from the one at `from` on. */
  rewritten(from: number, history: string): TestLog;
}

export function createTestLog(origin: string, signer = newSigner(origin), leafAt = leavesOf('first')): TestLog {
  const hashAt = (level: number, index: number): Uint8Array =>
    level === 0
      ? hashLeaf(sha256, Buffer.from(leafAt(index)))
      : hashNode(sha256, hashAt(level - 1, index * 2), hashAt(level - 1, index * 2 + 1));
  const log: TestLog = {
    origin,
    vkey: signer.vkey,
    signer,
    root: async (size) => (await readCompactRange(sha256, size, hashAt)).root(),
    note: async (size) =>
      signCheckpoint({ origin, size, root: await log.root(size), extensions: [] }, [signer], { timestamp: 0 }),
    async request(oldSize, size) {
      const proof = await proveConsistency(sha256, { size1: oldSize, size2: size, hashAt });
      return formatAddCheckpoint({ oldSize, proof, note: await log.note(size) });
    },
    rewritten: (from, history) =>
      createTestLog(origin, signer, (index) => (index < from ? leafAt(index) : leavesOf(history)(index))),
  };
  return log;
}

function leavesOf(history: string): (index: number) => string {
  return (index) => `${history} ${index}`;
}
