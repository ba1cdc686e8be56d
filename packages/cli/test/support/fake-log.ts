import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  addSignatures,
  canonicalBytes,
  type CheckpointSigner,
  CompactRange,
  cosign,
  createTileReader,
  createVerifierKey,
  encodeEntryBundle,
  formatReceipt,
  formatTilePath,
  formatVerifierKey,
  hashLeaf,
  hashPerfectTree,
  type NoteAlgorithm,
  parseNote,
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
  readonly origin: string;
  readonly vkeys: readonly string[];
  readonly root: Uint8Array;
  /** Files by their path below the log. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly receipt: string;
}

export interface LogOptions {
  /** Those of another log with its keys. */
  readonly signers?: readonly CheckpointSigner[];
  readonly origin?: string;
  /** Numbers of entries that differ from those of other logs. */
  readonly rewritten?: readonly number[];
  /** Body of the last checkpoint of the log before. */
  readonly follows?: string;
  /** Numbers of entries whose ids say nothing about their time. */
  readonly strangeIds?: readonly number[];
  /** Milliseconds between two entries; 1 by default. */
  readonly spread?: number;
  /** Witnesses that cosign. */
  readonly cosigners?: readonly CheckpointSigner[];
}

/** Time of the first entry. */
const FIRST_MS = 1_790_000_000_000;
/** Salt of all bodies. */
const SALT = randomBytes(16);

/**
 * A signed log of so many entries with all its files, and the receipt of its last entry. Logs with the same signers and without
 * `rewritten` are beginnings of each other.
 */
export async function makeLog(size: number, options: LogOptions = {}): Promise<FakeLog> {
  const { origin = ORIGIN, signers = makeSigners(origin), follows, cosigners = [] } = options;
  const entries = Array.from({ length: size }, (_, index) => makeLeaf(index, options));
  if (follows !== undefined) entries[0] = canonicalBytes({ v: 1, id: idOf(0), type: 'shard.open', op: follows });
  const range = new CompactRange(sha256);
  const hashes = entries.map((entry) => hashLeaf(sha256, entry));
  for (const hash of hashes) range.append(hash);
  const root = range.root();
  const bare = await signCheckpoint({ origin, size, root, extensions: [] }, signers, { timestamp: 1_790_000_000 });
  const lines = cosigners.map(async (signer) => cosign(bare, signer, { timestamp: 1_790_000_001 }));
  const checkpoint = addSignatures(bare, await Promise.all(lines));
  const files = new Map<string, Uint8Array>([['checkpoint', Buffer.from(checkpoint)], ...tilesOf(entries, hashes)]);
  const vkeys = signers.map(({ key }) => formatVerifierKey(key));
  return { origin, vkeys, root, files, receipt: size === 0 ? '' : await receiptOf({ entries, files, checkpoint }) };
}

async function receiptOf({
  entries,
  files,
  checkpoint,
}: {
  readonly entries: readonly Uint8Array[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly checkpoint: string;
}): Promise<string> {
  const size = entries.length;
  const readTile = (level: number, index: number, width: number): Promise<Uint8Array> =>
    Promise.resolve(files.get(formatTilePath({ level, index, width })) ?? new Uint8Array(0));
  const index = size - 1;
  const hashAt = createTileReader({ hash: sha256, size, readTile });
  const hashes = await proveInclusion(sha256, { index, size, hashAt });
  const entry = entries[index] ?? new Uint8Array(0);
  return formatReceipt({ entry, salts: { request: SALT, response: SALT }, index, hashes, checkpoint });
}

/** Body of a log's checkpoint, as its successor names it. */
export function bodyOf({ files }: FakeLog): string {
  return parseNote(files.get('checkpoint') ?? '').text;
}

/** An Ed25519 and an ML-DSA-44 key of a log. */
export function makeSigners(origin: string = ORIGIN): CheckpointSigner[] {
  return [makeSigner('ed25519', origin), makeSigner('ml-dsa-44', origin)];
}

/** Id of the entry with this number, made in its millisecond. */
export function idOf(index: number, spread = 1): string {
  const time = (FIRST_MS + index * spread).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7a33-9b0f-${String(index).padStart(12, '0')}`;
}

/** Writes the files of a log into a folder. */
export async function writeLog(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

function makeLeaf(index: number, { rewritten = [], strangeIds = [], spread = 1 }: LogOptions): Uint8Array {
  const digest = (algorithm: string, body: string): string =>
    saltedDigest(sha256, SALT, createHash(algorithm).update(body).digest());
  return canonicalBytes({
    v: 1,
    id: strangeIds.includes(index) ? `ffffffff-ffff${idOf(index).slice(13)}` : idOf(index, spread),
    type: 'exchange.closed',
    at: FIRST_MS + index * spread,
    outcome: rewritten.includes(index) ? 'failed' : 'ok',
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

/** A key of its own for a log or a witness. */
export function makeSigner(algorithm: NoteAlgorithm, name: string): CheckpointSigner {
  const { privateKey, publicKey } =
    algorithm === 'ml-dsa-44' ? generateKeyPairSync('ml-dsa-44') : generateKeyPairSync('ed25519');
  const { x, pub } = publicKey.export({ format: 'jwk' }) as { x?: string; pub?: string };
  const raw = Buffer.from(x ?? pub ?? '', 'base64url');
  return {
    key: createVerifierKey(sha256, { name, algorithm, publicKey: raw }),
    sign: (message) => sign(null, message, privateKey),
  };
}
