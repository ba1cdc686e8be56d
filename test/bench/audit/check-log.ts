import { createPublicKey, verify } from 'node:crypto';
import { decodeEntryBundle, formatTilePath, TILE_WIDTH } from '@simpul/tlog';
import { leafHash, treeHash } from '../../log-checker/rfc6962.mjs';
import { BenchFailure } from '../bench-failure.ts';
import { type AuditedLog, publishedTree } from './audited-log.ts';

/**
 * Checks a whole log as the checker of `test/log-checker` does, and by its hashing, but one bundle after the other: a log
 * of ten million leaves does not fit the memory. The signature, every bundle, every tile, the root; and that the leaves
 * from `first` have these ids, each once.
 * @throws BenchFailure that names the file
 */
export async function checkWholeLog(
  log: AuditedLog,
  { first, ids }: { readonly first: number; readonly ids: readonly string[] },
): Promise<void> {
  const { size, root } = await publishedTree(log);
  checkSignature(Buffer.from(await log.file('checkpoint')).toString(), log.vkey);
  const levels: Level[] = [];
  const found: string[] = [];
  for (let index = 0; index * TILE_WIDTH < size; index += 1) {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    const entries = decodeEntryBundle(await log.file(formatTilePath({ level: 'entries', index, width })));
    demand(entries.length === width, `bundle ${index}`);
    for (const [at, entry] of entries.entries()) {
      if (index * TILE_WIDTH + at >= first)
        found.push((JSON.parse(Buffer.from(entry).toString()) as { id: string }).id);
      await add(log, levels, 0, leafHash(entry));
    }
  }
  for (const [level, { index, hashes }] of levels.entries()) {
    if (hashes.length > 0) await checkTile(log, level, index, hashes);
  }
  demand(rootOf(levels).equals(root), 'checkpoint: its root');
  demand(JSON.stringify(found) === JSON.stringify(ids), 'the ids of the leaves that were acknowledged');
}

/** The tile of a level that is being collected. */
interface Level {
  index: number;
  hashes: Buffer[];
}

async function add(log: AuditedLog, levels: Level[], level: number, hash: Buffer): Promise<void> {
  const tile = (levels[level] ??= { index: 0, hashes: [] });
  tile.hashes.push(hash);
  if (tile.hashes.length < TILE_WIDTH) return;
  await checkTile(log, level, tile.index, tile.hashes);
  await add(log, levels, level + 1, treeHash(tile.hashes));
  tile.index += 1;
  tile.hashes = [];
}

async function checkTile(log: AuditedLog, level: number, index: number, hashes: readonly Buffer[]): Promise<void> {
  const path = formatTilePath({ level, index, width: hashes.length });
  demand(Buffer.concat(hashes).equals(await log.file(path)), path);
}

/** Each level's hashes are of perfect trees, and what is right of them is the tree of the levels below. */
function rootOf(levels: readonly Level[]): Buffer {
  let right: Buffer[] = [];
  for (const { hashes } of levels) {
    const row = [...hashes, ...right];
    if (row.length > 0) right = [treeHash(row)];
  }
  return treeHash(right);
}

/** C2SP signed-note: the Ed25519 signature over the text. */
function checkSignature(note: string, vkey: string): void {
  const [name = '', id = '', ...rest] = vkey.split('+');
  const x = Buffer.from(rest.join('+'), 'base64').subarray(1).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const split = note.lastIndexOf('\n\n');
  const signature = note
    .slice(split + 2)
    .split('\n')
    .filter((line) => line.startsWith(`\u2014 ${name} `))
    .map((line) => Buffer.from(line.slice(line.lastIndexOf(' ') + 1), 'base64'))
    .find((bytes) => bytes.subarray(0, 4).toString('hex') === id);
  const isRight =
    signature !== undefined && verify(null, Buffer.from(note.slice(0, split + 1)), key, signature.subarray(4));
  demand(isRight, 'checkpoint: its signature');
}

function demand(condition: boolean, what: string): void {
  if (!condition) throw new BenchFailure(`the log does not verify: ${what}`);
}
