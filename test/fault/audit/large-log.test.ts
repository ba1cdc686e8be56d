import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import {
  createTileReader,
  decodeEntryBundle,
  formatTilePath,
  parseTlogProof,
  proveConsistency,
  TILE_WIDTH,
} from '@simpul/tlog';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Pool } from 'undici';
import { fillLog } from '../../bench/audit/fill-log.ts';
import { leafId } from '../../bench/audit/sample-leaf.ts';
import { leafHash } from '../../log-checker/rfc6962.mjs';
import { IS_SOAK } from '../../soak.ts';
import { type BruteForce, createBruteForce } from './support/brute-force.ts';
import { seenIn } from './support/outsiders.ts';
import { logAt, untilSigned, type VerifiableLog } from './support/published-log.ts';
import { createRandom, seedOfRun } from './support/random.ts';
import { simpul } from './support/simpul-command.ts';
import { type LogServer, startLogServer } from './support/start-log-server.ts';
import { logFile } from './support/tamper.ts';

const HOUR_MS = 3_600_000;
// Ten million leaves take their time.
if (IS_SOAK) jest.setTimeout(2 * HOUR_MS);

const LEAVES = IS_SOAK ? 10_000_000 : 100_000;
const PROOFS = IS_SOAK ? 1000 : 200;
const COMMANDS = IS_SOAK ? 20 : 2;

const folder = temporaryFolder();
const data = join(folder.path, 'log');
const seed = seedOfRun();
const random = createRandom(seed);
let server: LogServer;
let pool: Pool;
let log: VerifiableLog;
let head: { readonly size: number; readonly root: string };
let truth: BruteForce;
const fullTiles = new Map<string, Buffer>();

async function get(path: string): Promise<Buffer> {
  const { statusCode, body } = await pool.request({ method: 'GET', path });
  const content = Buffer.from(await body.arrayBuffer());
  if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${content.toString()}`);
  return content;
}
const file = (path: string): Promise<Buffer> => get(`/audit/log/${log.name}/${path}`);

/** Reads a tile of hashes; full ones, which never change, once. */
async function readTile(level: number, index: number, width: number): Promise<Buffer> {
  const path = formatTilePath({ level, index, width });
  const tile = fullTiles.get(path) ?? (await file(path));
  if (width === TILE_WIDTH) fullTiles.set(path, tile);
  return tile;
}

/** Hashes of all leaves, as they are served. */
async function readLeafHashes(size: number): Promise<Buffer> {
  const hashes = Buffer.alloc(size * 32);
  for (let index = 0; index * TILE_WIDTH < size; index += 1) {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    const entries = decodeEntryBundle(await file(formatTilePath({ level: 'entries', index, width })));
    for (const [at, entry] of entries.entries()) hashes.set(leafHash(entry), (index * TILE_WIDTH + at) * 32);
  }
  return hashes;
}

/** Two sizes, the first below the second. */
function sizes(): readonly [number, number] {
  const second = random.between(2, head.size);
  return [random.between(1, second - 1), second];
}
const base64 = (hashes: readonly Uint8Array[]): string[] => hashes.map((hash) => Buffer.from(hash).toString('base64'));

beforeAll(async () => {
  process.stderr.write(`large-log: SIMPUL_SEED=${seed}\n`);
  await (await startLogServer({ folder: data })).stop();
  await fillLog(logFile(data), LEAVES);
  server = await startLogServer({ folder: data });
  pool = new Pool(server.url);
  log = await logAt(server.url);
  head = await untilSigned(log, LEAVES, HOUR_MS);
  truth = createBruteForce(await readLeafHashes(head.size));
});
afterAll(async () => {
  await pool.destroy();
  await server.kill();
  folder.remove();
});

describe(`fault 25: a log of ${LEAVES} leaves against brute force`, () => {
  it('fault 25: its root is the one of its leaves by the definition', () => {
    expect(head).toEqual({ size: LEAVES, root: truth.root(LEAVES).toString('base64') });
  });

  it('fault 25: random receipts hold the very paths of the definition', async () => {
    const indexes = [0, LEAVES - 1, ...Array.from({ length: PROOFS }, () => random.between(0, LEAVES - 1))];
    for (const wanted of indexes) {
      const { index, hashes, checkpoint } = parseTlogProof(
        (await get(`/audit/v1/receipts/${leafId(wanted)}`)).toString(),
      );
      const { size } = seenIn(checkpoint);
      expect([index, base64(hashes)]).toEqual([wanted, base64(truth.path(wanted, size))]);
    }
  });

  it('fault 25: random consistency proofs, made from served tiles, are those of the definition', async () => {
    const hash = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
    for (let n = 0; n < PROOFS; n += 1) {
      const [size1, size2] = sizes();
      const hashAt = createTileReader({ hash, size: size2, readTile });
      const proof = await proveConsistency(hash, { size1, size2, hashAt });
      expect([size1, size2, base64(proof)]).toEqual([size1, size2, base64(truth.proof(size1, size2))]);
    }
  });

  it('fault 25: so are those that the command makes for outsiders', async () => {
    for (let n = 0; n < COMMANDS; n += 1) {
      const index = random.between(0, LEAVES - 1);
      const [size1, size2] = sizes();
      const where = ['--log', log.url, '--json', ...log.keys];
      const [inclusion, consistency] = await Promise.all([
        simpul('audit', 'prove', 'inclusion', String(index), ...where),
        simpul('audit', 'prove', 'consistency', String(size1), String(size2), ...where),
      ]);
      expect([inclusion.code, consistency.code]).toEqual([0, 0]);
      expect(JSON.parse(inclusion.output)).toMatchObject({ index, hashes: base64(truth.path(index, LEAVES)) });
      expect(JSON.parse(consistency.output)).toMatchObject({ hashes: base64(truth.proof(size1, size2)) });
    }
  });
});
