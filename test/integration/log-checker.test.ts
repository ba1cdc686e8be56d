import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { machineHas } from '@simpul/testing';
import {
  CompactRange,
  createVerifierKey,
  encodeEntryBundle,
  formatTilePath,
  formatVerifierKey,
  hashLeaf,
  hashPerfectTree,
  signCheckpoint,
  TILE_WIDTH,
  tilesBetween,
} from '@simpul/tlog';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, hash as digest, sign } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkLog } from '../log-checker/check-log.mjs';
import { verifyConsistency, verifyInclusion } from '../log-checker/rfc6962.mjs';

const checkerFolder = fileURLToPath(new URL('../log-checker/', import.meta.url));
const vectorFolder = fileURLToPath(new URL('../../../shared/vectors/merkle/', import.meta.url));
const sha256 = (data: Uint8Array): Uint8Array => digest('sha256', data, 'buffer');
const unbase64 = (text: string): Buffer => Buffer.from(text, 'base64');

const ORIGIN = 'bus.example/audit/log/checked';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const rawKey = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
const key = createVerifierKey(sha256, { name: ORIGIN, algorithm: 'ed25519', publicKey: rawKey });
const vkey = formatVerifierKey(key);
const entryOf = (i: number): Uint8Array => Buffer.from(`{"at":${1_790_000_000_000 + i},"id":"exchange ${i}","v":1}`);

/** Writes a log of so many entries as a log directory. */
async function writeLog(dir: string, size: number): Promise<void> {
  const write = (path: string, content: Uint8Array | string): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  };
  const range = new CompactRange(sha256);
  const levels: Uint8Array[][] = [[], [], []];
  const entries = Array.from({ length: size }, (_, i) => entryOf(i));
  for (const entry of entries) {
    const leafHash = hashLeaf(sha256, entry);
    range.append(leafHash);
    levels[0]?.push(leafHash);
  }
  for (const { level, index, width } of tilesBetween(0, size)) {
    const hashes = levels[level]?.slice(index * TILE_WIDTH, index * TILE_WIDTH + width) ?? [];
    const tile = Buffer.concat(hashes);
    write(formatTilePath({ level, index, width }), tile);
    if (width === TILE_WIDTH) levels[level + 1]?.push(hashPerfectTree(sha256, tile));
    if (level > 0) continue;
    const bundle = encodeEntryBundle(entries.slice(index * TILE_WIDTH, index * TILE_WIDTH + width));
    write(formatTilePath({ level: 'entries', index, width }), bundle);
  }
  const checkpoint = { origin: ORIGIN, size, root: range.root(), extensions: [] };
  const signer = { key, sign: (message: Uint8Array) => sign(null, message, privateKey) };
  write('checkpoint', await signCheckpoint(checkpoint, [signer], { timestamp: 0 }));
}

const SMALL = 600;
const LARGE = 66_000;
const root = mkdtempSync(join(tmpdir(), 'simpul-log-checker-'));
const small = join(root, 'small');
beforeAll(() => writeLog(small, SMALL));
afterAll(() => rmSync(root, { recursive: true }));

/** A copy of the small log, changed. */
function changedLog(change: (dir: string) => void): string {
  const dir = mkdtempSync(join(root, 'changed-'));
  cpSync(small, dir, { recursive: true });
  change(dir);
  return dir;
}
const isBase64 = (byte: number): boolean => /[A-Za-z0-9+/]/.test(String.fromCharCode(byte));

/** Flips one bit: the lowest that leaves a character of base64 one, lest only the encoding be wrong. */
function flipByte(dir: string, file: string, position: (content: Buffer) => number): void {
  const content = readFileSync(join(dir, file));
  const at = position(content);
  const byte = content[at] ?? 0;
  content[at] = byte ^ ([1, 2, 4, 8].find((bit) => !isBase64(byte) || isBase64(byte ^ bit)) ?? 1);
  writeFileSync(join(dir, file), content);
}

describe('the independent log checker', () => {
  it('imports nothing but node:crypto, node:fs and its own files', () => {
    const files = globSync('*.mjs', { cwd: checkerFolder });
    expect(files.toSorted()).toEqual(['check-log.mjs', 'rfc6962.mjs']);
    for (const file of files) {
      const source = readFileSync(join(checkerFolder, file), 'utf8');
      const imported = [...source.matchAll(/\bfrom\s*['"]([^'"]+)['"]/g)].map(([, name]) => name ?? '');
      expect(imported.filter((name) => !['node:crypto', 'node:fs', './rfc6962.mjs'].includes(name))).toEqual([]);
      expect(source).not.toMatch(/\bimport\s*\(|\brequire\s*\(|\bimport\s*['"]|getBuiltinModule/);
    }
  });

  it('accepts a log, and gives its entries', () => {
    const log = checkLog(small, vkey);
    expect(log).toMatchObject({ origin: ORIGIN, size: SMALL });
    expect(log.leaves.map(String)).toEqual(Array.from({ length: SMALL }, (_, i) => String(entryOf(i))));
  });

  it.each([0, 1, 255, 256, 257, 512])('accepts a log of %i entries', async (size) => {
    const dir = join(root, `of-${size}`);
    await writeLog(dir, size);
    expect(checkLog(dir, vkey).size).toBe(size);
  });

  it('accepts a log with tiles of three levels', async () => {
    const dir = join(root, 'large');
    await writeLog(dir, LARGE);
    expect(checkLog(dir, vkey).size).toBe(LARGE);
    expect(existsSync(join(dir, 'tile/2/000.p/1'))).toBe(true);
    flipByte(dir, 'tile/2/000.p/1', () => 0);
    expect(() => checkLog(dir, vkey)).toThrow('tile/2/000.p/1: hash 0');
  });

  it('runs as a program', () => {
    const program = join(checkerFolder, 'check-log.mjs');
    const run = (...args: string[]): string =>
      execFileSync(process.execPath, [program, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(run(small, vkey)).toMatch(new RegExp(`^${ORIGIN}\n${SMALL}\n[A-Za-z0-9+/]{43}=\n$`));
    const broken = changedLog((dir) => flipByte(dir, 'tile/0/000', () => 5));
    expect(() => run(broken, vkey)).toThrow('tile/0/000: hash 0');
    expect(() => run(small)).toThrow('usage');
  });

  it.each<[string, string, (content: Buffer) => number, string]>([
    ['the origin', 'checkpoint', () => 3, 'checkpoint: wrong signature'],
    ['the size', 'checkpoint', (note) => note.indexOf('\n') + 1, 'checkpoint: wrong signature'],
    ['the root', 'checkpoint', (note) => note.indexOf(`\n${SMALL}\n`) + 8, 'checkpoint: wrong signature'],
    ['the signature', 'checkpoint', (note) => note.length - 20, 'checkpoint: wrong signature'],
    ['the key id', 'checkpoint', (note) => note.indexOf(' ', note.indexOf('—') + 4) + 2, 'checkpoint: not signed by'],
    ['a tile of level 0', 'tile/0/001', () => 4000, 'tile/0/001: hash 125'],
    ['a tile of level 1', 'tile/1/000.p/2', () => 40, 'tile/1/000.p/2: hash 1'],
    ['a partial tile', 'tile/0/002.p/88', () => 2815, 'tile/0/002.p/88: hash 87'],
    ['an entry', 'tile/entries/001', () => 30, 'tile/0/001: hash 0'],
    ['the length of an entry', 'tile/entries/001', () => 1, 'tile/entries/001'],
    [
      'an entry of a partial bundle',
      'tile/entries/002.p/88',
      (bundle) => bundle.length - 1,
      'tile/0/002.p/88: hash 87',
    ],
  ])('refuses one flipped bit in %s', (_, file, position, message) => {
    const dir = changedLog((copy) => flipByte(copy, file, position));
    expect(() => checkLog(dir, vkey)).toThrow(message);
  });

  it.each([
    'checkpoint',
    'tile/0/000',
    'tile/0/002.p/88',
    'tile/1/000.p/2',
    'tile/entries/000',
    'tile/entries/002.p/88',
  ])('refuses a log without %s, or with less or more in it', (file) => {
    const content = readFileSync(join(small, file));
    const without = changedLog((dir) => rmSync(join(dir, file)));
    const shorter = changedLog((dir) => writeFileSync(join(dir, file), content.subarray(0, -1)));
    const longer = changedLog((dir) => writeFileSync(join(dir, file), Buffer.concat([content, Buffer.of(10)])));
    for (const dir of [without, shorter, longer]) expect(() => checkLog(dir, vkey)).toThrow(file);
  });

  it('refuses another key, and a key that is none', () => {
    const other = createVerifierKey(sha256, { name: ORIGIN, algorithm: 'ed25519', publicKey: new Uint8Array(32) });
    expect(() => checkLog(small, formatVerifierKey(other))).toThrow('not signed by the given key');
    for (const bad of ['', 'a', vkey.slice(0, -1), vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+')])
      expect(() => checkLog(small, bad)).toThrow('vkey');
  });

  it('takes the full tile where a partial one was dropped', async () => {
    const dir = join(root, 'grown');
    const grown = join(root, 'grown-to-768');
    await writeLog(dir, SMALL);
    await writeLog(grown, 768);
    for (const folder of ['tile/0', 'tile/entries']) {
      rmSync(join(dir, `${folder}/002.p`), { recursive: true });
      renameSync(join(grown, `${folder}/002`), join(dir, `${folder}/002`));
    }
    expect(checkLog(dir, vkey).size).toBe(SMALL);
  });
});

describe('the proofs of the independent log checker', () => {
  if (!machineHas(existsSync(vectorFolder), 'the folder ../shared/vectors')) {
    it.todo('(skipped: shared vectors missing)');
    return;
  }
  const isRefused = (check: () => void): boolean => {
    try {
      check();
      return false;
    } catch {
      return true;
    }
  };
  type Vector = Record<'root' | 'leafHash' | 'root1' | 'root2', string> &
    Record<'leafIdx' | 'treeSize' | 'size1' | 'size2', number> & { wantErr: boolean; proof: string[] | null };

  it.each(globSync('{inclusion,consistency}/**/*.json', { cwd: vectorFolder }).toSorted())('%s', (name) => {
    const vector = JSON.parse(readFileSync(join(vectorFolder, name), 'utf8')) as Vector;
    const proof = (vector.proof ?? []).map(unbase64);
    const check = (): void => {
      if (name.startsWith('inclusion')) {
        const { leafIdx: index, treeSize: size, leafHash, root: treeRoot } = vector;
        verifyInclusion({ index, size, leaf: unbase64(leafHash ?? ''), root: unbase64(treeRoot ?? ''), proof });
      } else {
        const { size1, size2, root1, root2 } = vector;
        verifyConsistency({ size1, size2, root1: unbase64(root1), root2: unbase64(root2), proof });
      }
    };
    expect(isRefused(check)).toBe(vector.wantErr);
  });
});
