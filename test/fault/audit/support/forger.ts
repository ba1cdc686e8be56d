import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  canonicalBytes,
  type CheckpointSigner,
  createVerifierKey,
  fromBase64Url,
  hashLeaf,
  hashPerfectTree,
  CompactRange,
  SIGNATURE_ALGORITHMS,
  signCheckpoint,
  TILE_WIDTH,
  toBase64Url,
  withoutAt,
} from '@simpul/tlog';
import { logFile, tamper, type TamperedLog } from './tamper.ts';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** A leaf as the forger sees it. */
export type ForgedLeaf = Readonly<Record<string, unknown>>;

export interface Forgery {
  /** Folder of a log server that does not run. */
  readonly folder: string;
  /** What the log is to hold in place of a leaf; the same leaf where nothing is to change. */
  readonly change: (leaf: ForgedLeaf, index: number) => ForgedLeaf;
}

/**
 * Rewrites a log as its own operator could: other leaves, with the hash chains of their sources, the roots of the batches and the
 * tiles made anew, signed with the log's true keys; and the signer's memory, so that the log finds nothing wrong with itself.
 * @returns the forged checkpoint
 */
export async function forgeHistory({ folder, change }: Forgery): Promise<string> {
  const file = logFile(folder);
  const { hashes, range } = tamper(file, (log) => {
    const forged = rewriteBatches(log, change);
    log.run('DELETE FROM tile');
    for (const { level, n, bytes } of tilesOf(forged.hashes)) {
      log.run('INSERT INTO tile (level, n, hashes) VALUES (?, ?, ?)', level, n, bytes);
    }
    // Made again from the leaves at the next start.
    log.run('DELETE FROM record');
    return forged;
  });
  const origin = tamper(file, (log) => String(log.read('SELECT origin FROM identity')));
  const checkpoint = { origin, size: hashes.length, root: range.root(), extensions: [] };
  const note = await signCheckpoint(checkpoint, trueSigners(folder, origin), {
    timestamp: Math.floor(Date.now() / 1000),
  });
  tamper(file, (log) => log.run('UPDATE checkpoint SET size = ?, note = ?', hashes.length, note));
  writeFileSync(join(folder, 'keys/signed.json'), `${JSON.stringify({ v: 1, note })}\n`);
  for (const state of ['audit-completeness.json', 'audit-scrub.json']) {
    rmSync(join(folder, 'store', state), { force: true });
  }
  return note;
}

function rewriteBatches(
  log: TamperedLog,
  change: Forgery['change'],
): { readonly hashes: Buffer[]; readonly range: CompactRange } {
  const range = new CompactRange(sha256);
  const hashes: Buffer[] = [];
  /** By source, the hash of its last leaf as it would have been sent. */
  const last = new Map<string, string>();
  for (const first of log.firsts()) {
    const prevRoot = range.root();
    const leaves = log.leavesAt(first).map((bytes, at) => {
      const leaf = chained(change(JSON.parse(Buffer.from(bytes).toString()) as ForgedLeaf, first + at), last);
      const hash = Buffer.from(hashLeaf(sha256, leaf));
      hashes.push(hash);
      range.append(hash);
      return leaf;
    });
    log.putLeaves(first, leaves);
    log.run('UPDATE batch SET prev_root = ?, root = ? WHERE first = ?', prevRoot, range.root(), first);
  }
  return { hashes, range };
}

/** The leaf's bytes, with the hash of the one before it from the same source as that stands now. */
function chained(leaf: ForgedLeaf, last: Map<string, string>): Uint8Array {
  const { node, boot, seq } = leaf['src'] as { readonly node: string; readonly boot: string; readonly seq: number };
  const source = `${node}/${boot}`;
  const prev = last.get(source);
  const src = { node, boot, seq, ...(prev === undefined ? {} : { prev }) };
  const bytes = canonicalBytes({ ...leaf, src });
  last.set(source, toBase64Url(sha256(withoutAt(bytes))));
  return bytes;
}

function* tilesOf(leaves: readonly Buffer[]): Generator<{ level: number; n: number; bytes: Buffer }> {
  let row = leaves;
  for (let level = 0; row.length > 0; level += 1) {
    const above: Buffer[] = [];
    for (let n = 0; n * TILE_WIDTH < row.length; n += 1) {
      const tile = row.slice(n * TILE_WIDTH, (n + 1) * TILE_WIDTH);
      const bytes = Buffer.concat(tile);
      yield { level, n, bytes };
      if (tile.length === TILE_WIDTH) above.push(Buffer.from(hashPerfectTree(sha256, bytes)));
    }
    row = above;
  }
}

/** The log's own keys, as they lie in its folder. */
function trueSigners(folder: string, origin: string): CheckpointSigner[] {
  return SIGNATURE_ALGORITHMS.map((algorithm) => {
    const privateKey = createPrivateKey(readFileSync(join(folder, `keys/log-${algorithm}.pem`)));
    const key = createVerifierKey(sha256, { name: origin, algorithm, publicKey: publicBytes(privateKey) });
    return { key, sign: (message) => sign(null, message, privateKey) };
  });
}

function publicBytes(key: KeyObject): Uint8Array {
  const { x, pub } = key.export({ format: 'jwk' }) as { readonly x?: string; readonly pub?: string };
  return fromBase64Url(x ?? pub ?? '');
}
