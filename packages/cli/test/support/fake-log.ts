import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  canonicalBytes,
  type CheckpointSigner,
  CompactRange,
  createTileReader,
  createVerifierKey,
  encodeEntryBundle,
  formatReceipt,
  formatTilePath,
  formatVerifierKey,
  hashLeaf,
  hashPerfectTree,
  type NoteAlgorithm,
  proveInclusion,
  saltedDigest,
  signCheckpoint,
  TILE_WIDTH,
  tilesBetween,
} from '@simpul/tlog';
import { sha256 } from '../../src/verification/trusted-keys.ts';

export const ORIGIN = 'bus.example:8080/audit/log/ID-LA-2026h1-0a1b2c3d';
export const REQUEST_BODY = '{"nik":"contoh"}';
export const RESPONSE_BODY = '{"status":"terbit"}';

export interface FakeLog {
  readonly vkeys: readonly string[];
  /** Files by their path below the log. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly receipt: string;
}

/** A signed log of so many entries with all its files, and the receipt of its last entry. */
export async function makeLog(size: number): Promise<FakeLog> {
  const signers = [makeSigner('ed25519', 'Ed25519'), makeSigner('ml-dsa-44', 'ML-DSA-44')];
  const salt = randomBytes(16);
  const entries = Array.from({ length: size }, (_, index) => makeLeaf(index, salt));
  const range = new CompactRange(sha256);
  const hashes = entries.map((entry) => hashLeaf(sha256, entry));
  for (const hash of hashes) range.append(hash);
  const root = range.root();
  const checkpoint = await signCheckpoint({ origin: ORIGIN, size, root, extensions: [] }, signers, {
    timestamp: 1_790_000_000,
  });
  const files = new Map<string, Uint8Array>([['checkpoint', Buffer.from(checkpoint)], ...tilesOf(entries, hashes)]);
  const readTile = (level: number, index: number, width: number): Promise<Uint8Array> =>
    Promise.resolve(files.get(formatTilePath({ level, index, width })) ?? new Uint8Array(0));
  const index = size - 1;
  const proof = await proveInclusion(sha256, {
    index,
    size,
    hashAt: createTileReader({ hash: sha256, size, readTile }),
  });
  const entry = entries[index] ?? new Uint8Array(0);
  const receipt = formatReceipt({ entry, salts: { request: salt, response: salt }, index, hashes: proof, checkpoint });
  return { vkeys: signers.map(({ key }) => formatVerifierKey(key)), files, receipt };
}

/** Writes the files of a log into a folder. */
export async function writeLog(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

function makeLeaf(index: number, salt: Uint8Array): Uint8Array {
  const digest = (algorithm: string, body: string): string =>
    saltedDigest(sha256, salt, createHash(algorithm).update(body).digest());
  return canonicalBytes({
    v: 1,
    id: `0193b2f0-7c1e-7a33-9b0f-${String(index).padStart(12, '0')}`,
    type: 'exchange.closed',
    at: 1_790_000_000_000 + index,
    outcome: 'ok',
    consumer: 'ID-LA/GOV/1871-DISDUKCAPIL/siak',
    provider: 'ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status',
    op: 'GET /permits/{id}',
    request: { digest: digest('sha512', REQUEST_BODY), size: REQUEST_BODY.length },
    response: { digest: digest('sha256', RESPONSE_BODY), size: RESPONSE_BODY.length, status: 200 },
  });
}

function tilesOf(entries: readonly Uint8Array[], leafHashes: readonly Uint8Array[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const levels: Uint8Array[][] = [[...leafHashes]];
  for (const { level, index, width } of tilesBetween(0, entries.length)) {
    const first = index * TILE_WIDTH;
    const tile = Buffer.concat(levels[level]?.slice(first, first + width) ?? []);
    files.set(formatTilePath({ level, index, width }), tile);
    if (width === TILE_WIDTH) (levels[level + 1] ??= []).push(hashPerfectTree(sha256, tile));
    if (level > 0) continue;
    files.set(
      formatTilePath({ level: 'entries', index, width }),
      encodeEntryBundle(entries.slice(first, first + width)),
    );
  }
  return files;
}

function makeSigner(algorithm: NoteAlgorithm, type: 'Ed25519' | 'ML-DSA-44'): CheckpointSigner {
  const { privateKey, publicKey } = generate(type);
  const { x, pub } = publicKey.export({ format: 'jwk' }) as { x?: string; pub?: string };
  const raw = Buffer.from(x ?? pub ?? '', 'base64url');
  return {
    key: createVerifierKey(sha256, { name: ORIGIN, algorithm, publicKey: raw }),
    sign: (message) => sign(null, message, privateKey),
  };
}

function generate(type: 'Ed25519' | 'ML-DSA-44'): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return type === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ml-dsa-44');
}
