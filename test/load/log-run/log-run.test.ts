import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { launchSimpul, startFakeAgency, temporaryFolder } from '@simpul/testing';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'undici';
import { downloadLog, findLog, type PublicLog } from '../../fault/support/download-log.ts';
import { exchangeLeaves } from '../../fault/support/exchange-leaves.ts';
import { callOnce } from '../../fault/support/load-client.ts';
import { writeOpenRegion } from '../../fault/support/open-region.ts';
import { until } from '../../fault/support/until.ts';
import { type CheckedLog, checkLog } from '../../log-checker/check-log.mjs';

const EXCHANGES = Number(process.env['SIMPUL_RUN_EXCHANGES'] ?? 100_000);
const CONNECTIONS = 64;
/** Leaves in a tile; a log of a multiple of it has no partial tile to flip a byte in. */
const TILE = 256;
const PUBLISHED_WITHIN_MS = 60_000;

const folder = temporaryFolder();
const dir = join(folder.path, 'log');
const answered: string[] = [];
let log: PublicLog;
let checked: CheckedLog;

/** Makes so many exchanges on 64 connections. @throws Error at the first that is not answered with 200. */
async function exchange(pool: Pool, count: number): Promise<void> {
  let begun = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (begun < count) {
        begun += 1;
        const end = await callOnce(pool);
        if (end.kind !== 'answered') throw new Error(JSON.stringify(end));
        answered.push(end.exchange);
      }
    }),
  );
}

/** Brings the log to `dir` once its checkpoint covers every answer. */
function downloadWhole(): Promise<CheckedLog> {
  return until('a checkpoint over all answers', PUBLISHED_WITHIN_MS, async () => {
    const found = await downloadLog(log, dir);
    return exchangeLeaves(found.leaves).length >= answered.length ? found : undefined;
  });
}

beforeAll(async () => {
  const agency = await startFakeAgency();
  agency.behave(() => {
    agency.seen.length = 0;
    return { headers: { 'content-type': 'application/json' }, body: '{"ok":true}' };
  });
  const region = writeOpenRegion(folder.path, agency.url);
  const simpul = await launchSimpul({ region, data: join(folder.path, 'data') });
  const pool = new Pool(simpul.url, { connections: CONNECTIONS, pipelining: 1 });
  try {
    log = await findLog(simpul.url);
    const startedAt = performance.now();
    await exchange(pool, EXCHANGES);
    const seconds = (performance.now() - startedAt) / 1000;
    process.stdout.write(
      `${EXCHANGES} exchanges in ${seconds.toFixed(1)} s: ${Math.round(EXCHANGES / seconds)} a second\n`,
    );
    checked = await downloadWhole();
    if (checked.size % TILE === 0) {
      await exchange(pool, 1);
      checked = await downloadWhole();
    }
  } finally {
    await pool.close();
    await simpul.stop();
    await agency.stop();
  }
});

afterAll(() => folder.remove());

describe(`the log of a run of ${EXCHANGES} exchanges`, () => {
  it('verifies from its tiles and holds one closed leaf for each answer, no other exchange', () => {
    const leaves = exchangeLeaves(checked.leaves);
    expect(leaves.filter(({ type, outcome }) => type !== 'exchange.closed' || outcome !== 'ok')).toEqual([]);
    expect(leaves.length).toBe(answered.length);
    expect(new Set(leaves.map(({ id }) => id))).toEqual(new Set(answered));
    expect(new Set(answered).size).toBe(answered.length);
  });

  const kinds: readonly (readonly [string, string, (file: Buffer) => number])[] = [
    ["the checkpoint's text", 'checkpoint', () => 0],
    ["the checkpoint's root", 'checkpoint', (note) => note.indexOf('\n\n') - 3],
    ['a signature', 'checkpoint', (note) => note.lastIndexOf('\n', note.length - 2) - 20],
    ['a full tile of level 0', 'tile/0/000', (tile) => tile.length / 2],
    ['a tile of level 1', 'tile/1/000*{,/*}', (tile) => tile.length - 1],
    ['a partial tile', 'tile/0/**/*.p/*', (tile) => tile.length - 1],
    ['an entry bundle', 'tile/entries/000', (bundle) => Math.floor(bundle.length / 2)],
  ];

  it.each(kinds)('is refused with one bit flipped in %s', (_, pattern, position) => {
    const [name] = globSync(pattern, { cwd: dir, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    if (name === undefined) throw new Error(`no ${pattern} in a log of ${checked.size}`);
    const whole = readFileSync(name);
    const flipped = Buffer.from(whole);
    const at = position(whole);
    flipped.writeUInt8(whole.readUInt8(at) ^ 1, at);
    writeFileSync(name, flipped);
    try {
      expect(() => checkLog(dir, log.vkey)).toThrow(/^(checkpoint|tile\/)/);
    } finally {
      writeFileSync(name, whole);
    }
    expect(checkLog(dir, log.vkey).root).toEqual(checked.root);
  });
});
