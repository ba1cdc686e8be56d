import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '@simpul/contracts';
import { joinFrames, LEAF_PREFIX, splitFrames } from '@simpul/store';
import { temporaryFolder } from '@simpul/testing';
import { CompactRange, hashLeaf } from '@simpul/tlog';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { sha256 } from '../../src/domain/sha256.ts';
import { createScrub } from '../../src/scrub/scrub.ts';
import { openStoredLog, type StoredLog } from './stored-log.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
let log: StoredLog;
let stateFile: string;
let found: Finding[];
let lines: string[];

beforeEach(() => {
  const place = `${folder.path}/${randomUUID()}`;
  log = openStoredLog(`${place}.sqlite`);
  stateFile = `${place}.json`;
  found = [];
  lines = [];
});
afterEach(() => log.close());

function makeScrub() {
  const logger = {
    info: (_: object, message: string) => void lines.push(message),
    warn: () => undefined,
    error: () => undefined,
  };
  const add = async (finding: Finding): Promise<void> => void found.push(finding);
  return createScrub({ logs: [{ name: 'L', store: log.store }], findings: { add }, stateFile, logger });
}

/** What a round says, and that the next round says nothing more. */
async function scrubbed(): Promise<string[]> {
  const scrub = makeScrub();
  await scrub.round();
  const first = found.map(({ detail }) => detail);
  await scrub.round();
  expect(found).toHaveLength(first.length);
  expect(found.every(({ kind, log: name }) => kind === 'integrity' && name === 'L')).toBe(true);
  return first;
}

const leavesAt = (first: number): Uint8Array[] =>
  splitFrames(log.read(`SELECT bundle FROM batch WHERE first = ${first}`), LEAF_PREFIX).map((leaf) =>
    Buffer.from(leaf),
  );
const putLeaves = (first: number, leaves: readonly Uint8Array[]): void =>
  log.tamper('UPDATE batch SET bundle = ? WHERE first = ?', joinFrames(leaves, LEAF_PREFIX), first);
/** The leaf with another number in it, of the same length. */
const changed = (leaf: Uint8Array | undefined): Uint8Array =>
  Buffer.from(
    Buffer.from(leaf ?? [])
      .toString()
      .replace('"ms":12', '"ms":13'),
  );
function change(index: number): void {
  const first = index - (index % 16);
  const leaves = leavesAt(first);
  putLeaves(
    first,
    leaves.map((leaf, at) => (first + at === index ? changed(leaf) : leaf)),
  );
}
function flip(sql: string, table: string, place: string, byte: number): void {
  const bytes = Buffer.from(log.read(`SELECT ${sql} FROM ${table} WHERE ${place}`));
  bytes.writeUInt8(bytes.readUInt8(byte) ^ 1, byte);
  log.tamper(`UPDATE ${table} SET ${sql} = ? WHERE ${place}`, bytes);
}

const CHANGED = 'changed: not what the hash tiles and the root of the batch hold';

describe('a log that is whole', () => {
  it.each([0, 1, 16, 255, 256, 257, 700])('of %d signed leaves and some more raises nothing', async (size) => {
    await log.append(size);
    if (size > 0) await log.sign();
    await log.append(40, 7);
    expect(await scrubbed()).toEqual([]);
    expect(lines).toEqual(['the scrub has read the log back', 'the scrub has read the log back']);
  });
});

describe('a row that was changed', () => {
  beforeEach(async () => {
    await log.append(700);
    await log.sign();
  });

  it('is named by its index', async () => {
    change(300);
    expect(await scrubbed()).toEqual([`leaf 300: ${CHANGED}`]);
    expect(found[0]).toMatchObject({ index: 300 });
  });

  it('is named beside its neighbours as a range, and apart from others', async () => {
    for (const index of [17, 18, 19, 600]) change(index);
    expect(await scrubbed()).toEqual([`leaves 17 to 19: ${CHANGED}`, `leaf 600: ${CHANGED}`]);
  });

  it('is named also before a checkpoint covers it', async () => {
    await log.append(32);
    const leaves = leavesAt(700);
    putLeaves(700, [changed(leaves[0]), ...leaves.slice(1)]);
    expect(await scrubbed()).toEqual(['leaves 700 to 715: their batch does not have the root that it claims']);
  });

  it('does not hide behind a hash tile that was changed with it', async () => {
    change(300);
    const leaf = leavesAt(288)[12] ?? new Uint8Array();
    const tile = Buffer.from(log.read('SELECT hashes FROM tile WHERE level = 0 AND n = 1'));
    tile.set(hashLeaf(sha256, leaf), (300 - 256) * 32);
    log.tamper('UPDATE tile SET hashes = ? WHERE level = 0 AND n = 1', tile);
    expect(await scrubbed()).toEqual([
      'leaves 288 to 303: their batch does not have the root that it claims',
      'leaves 256 to 511: the hash tile 1/0 does not hold their hash',
    ]);
  });

  it('does not hide behind hashes, tiles and roots that were all made anew', async () => {
    const range = new CompactRange(sha256);
    for (let first = 0; first < 700; first += 16) {
      const prevRoot = range.root();
      const leaves = leavesAt(first).map((leaf, at) => (first + at === 300 ? changed(leaf) : leaf));
      for (const leaf of leaves) range.append(hashLeaf(sha256, leaf));
      putLeaves(first, leaves);
      log.tamper('UPDATE batch SET prev_root = ?, root = ? WHERE first = ?', prevRoot, range.root(), first);
    }
    log.tamper('DELETE FROM tile');
    const told = await scrubbed();
    expect(told).toContain('leaves 0 to 699: not the log that was signed');
  });

  it('is found where its bytes cannot be taken apart', async () => {
    log.tamper('UPDATE batch SET bundle = ? WHERE first = 32', Buffer.from([255, 255, 1]));
    log.tamper('UPDATE batch SET ids = ? WHERE first = 64', 'no list');
    expect(await scrubbed()).toEqual([
      'leaves 32 to 47: their batch cannot be taken apart',
      'leaves 64 to 79: missing: their batch cannot be read',
    ]);
  });

  it('is found where its id was changed', async () => {
    const ids = JSON.parse(String(log.read('SELECT ids FROM batch WHERE first = 48'))) as string[];
    log.tamper('UPDATE batch SET ids = ? WHERE first = 48', JSON.stringify([...ids.slice(0, 15), ids[0]]));
    expect(await scrubbed()).toEqual(['leaf 63: stored under another id']);
  });

  it('is found where the log no longer knows it by its id, and so would take it again', async () => {
    await log.append(300);
    log.tamper('DELETE FROM leaf_id WHERE idx IN (40, 41)');
    log.tamper('UPDATE leaf_id SET idx = 7 WHERE idx = 90');
    expect(await scrubbed()).toEqual(['leaves 40 to 41: not found by id', 'leaf 90: not found by id']);
  });

  it('is found where only its batch’s roots were', async () => {
    flip('root', 'batch', 'first = 160', 0);
    flip('prev_root', 'batch', 'first = 320', 0);
    expect(await scrubbed()).toEqual([
      'leaves 160 to 175: their batch does not have the root that it claims',
      'leaves 176 to 191: their batch does not follow the one before it',
      'leaves 320 to 335: their batch does not follow the one before it',
    ]);
  });
});

describe('rows that were taken out', () => {
  beforeEach(async () => {
    await log.append(700);
    await log.sign();
  });

  it.each([
    ['at the beginning', 'first = 0', 'leaves 0 to 15: missing: no batch holds them'],
    ['in the middle', 'first IN (160, 176)', 'leaves 160 to 191: missing: no batch holds them'],
    ['at the end', 'first >= 640', 'leaves 640 to 699: signed, but missing'],
  ])('%s are named', async (_, where, detail) => {
    log.tamper(`DELETE FROM batch WHERE ${where}`);
    expect(await scrubbed()).toEqual([detail]);
  });

  it('do not hide what else was done', async () => {
    log.tamper('DELETE FROM batch WHERE first = 160');
    change(400);
    expect(await scrubbed()).toEqual(['leaves 160 to 175: missing: no batch holds them', `leaf 400: ${CHANGED}`]);
  });
});

describe('rows that were put in another order', () => {
  beforeEach(async () => {
    await log.append(700);
    await log.sign();
  });

  it('are named at both places', async () => {
    const leaves = leavesAt(32);
    const swapped = [...leaves];
    [swapped[3], swapped[9]] = [leaves[9] ?? new Uint8Array(), leaves[3] ?? new Uint8Array()];
    putLeaves(32, swapped);
    expect(await scrubbed()).toEqual([
      'leaf 35: changed: in its place stands what was leaf 41',
      'leaf 41: changed: in its place stands what was leaf 35',
    ]);
  });

  it('are named as whole batches', async () => {
    const [a, b] = [leavesAt(32), leavesAt(64)];
    putLeaves(32, b);
    putLeaves(64, a);
    expect(await scrubbed()).toEqual([`leaves 32 to 47: ${CHANGED}`, `leaves 64 to 79: ${CHANGED}`]);
  });
});

describe('hash tiles', () => {
  beforeEach(async () => {
    await log.append(700);
    await log.sign();
  });

  it('that differ are named, and not the leaves', async () => {
    flip('hashes', 'tile', 'level = 0 AND n = 1', 40 * 32);
    flip('hashes', 'tile', 'level = 1 AND n = 0', 0);
    expect(await scrubbed()).toEqual([
      'leaves 0 to 255: the hash tile 1/0 does not hold their hash',
      'leaf 296: the hash tiles do not hold their hashes',
    ]);
  });

  it('that are missing are named', async () => {
    log.tamper('DELETE FROM tile WHERE level = 1');
    log.tamper('UPDATE tile SET hashes = substr(hashes, 1, 320) WHERE level = 0 AND n = 2');
    const told = await scrubbed();
    expect(told).toContain('leaves 0 to 255: the hash tile 1/0 lacks their hash');
    expect(told).toContain('leaves 512 to 527: the hash tiles lack hashes of them');
  });
});

describe('a round', () => {
  it('goes on after a restart where it was', async () => {
    await log.append(700);
    await log.sign();
    const { LogWalk } = await import('../../src/scrub/log-walk.ts');
    change(20);
    change(500);
    const walk = await LogWalk.begin(log.store, 320);
    expect(walk.position).toBe(320);
    const details: string[] = [];
    for (let isDone = false; !isDone;) {
      const step = await walk.step();
      details.push(...step.places.map(({ first, detail }) => `${first} ${detail}`));
      ({ isDone } = step);
    }
    expect(details).toEqual([`500 ${CHANGED}`]);
  });

  it('begins anew where the tiles do not tell how to go on', async () => {
    await log.append(700);
    await log.sign();
    const { LogWalk } = await import('../../src/scrub/log-walk.ts');
    flip('hashes', 'tile', 'level = 1 AND n = 0', 0);
    expect((await LogWalk.begin(log.store, 320)).position).toBe(0);
    expect((await LogWalk.begin(log.store, 321)).position).toBe(0);
    expect((await LogWalk.begin(log.store, 9999)).position).toBe(0);
  });

  it('begins anew after a restart when the one before had ended', async () => {
    await log.append(700);
    await log.sign();
    writeFileSync(stateFile, JSON.stringify({ format: 1, state: { log: 'L', position: 320 } }));
    const firstRound = async (): Promise<(number | undefined)[]> => {
      lines = [];
      const scrub = makeScrub();
      scrub.start();
      while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
      await scrub.stop();
      return found.map(({ index }) => index);
    };
    expect(await firstRound()).toEqual([]);
    change(7);
    expect(await firstRound()).toEqual([7]);
  });

  it('goes on for ever in the background until it is stopped', async () => {
    await log.append(300);
    await log.sign();
    change(7);
    const scrub = makeScrub();
    scrub.start();
    while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await scrub.stop();
    expect(found.map(({ index }) => index)).toEqual([7]);
  });
});
