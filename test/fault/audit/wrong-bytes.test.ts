import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { downloadLog, readCheckpoint } from '../support/download-log.ts';
import { until } from '../support/until.ts';
import { append, receiptOf } from './support/append.ts';
import { appendAll } from './support/append-all.ts';
import { checkAfter } from './support/check-log.ts';
import { readFindings, untilScrubbed } from './support/findings.ts';
import { untilSigned } from './support/published-log.ts';
import { simpul } from './support/simpul-command.ts';
import { createSource } from './support/source.ts';
import { type LogServer, startLogServer } from './support/start-log-server.ts';
import { changeLeaf, logFile, swapLeaves, tamper } from './support/tamper.ts';
import { copyLog, makeTrueLog, refill, type TrueLog } from './support/true-log.ts';

/** Leaves in each batch, and in the whole log: two full bundles and a part of one. */
const BATCH = 25;
const LEAVES = 600;
const CHANGED = 'changed: not what the hash tiles and the root of the batch hold';
/** A bundle of leaves with another duration in each. */
const replaced = (from: number, to: number): string =>
  `CAST(replace(CAST(bundle AS TEXT), '"ms":${from}', '"ms":${to}') AS BLOB)`;
/** Changes each batch in the transaction that stores it, after it was hashed, as memory or a disk that lies would. */
const LYING_STORE = `CREATE TRIGGER lie AFTER INSERT ON batch
  BEGIN UPDATE batch SET bundle = ${replaced(7, 8)} WHERE first = new.first; END`;
const HALTED_WITHIN_MS = 30_000;

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
let truth: TrueLog;
let server: LogServer | undefined;

/** A copy of the true log, of its own for each fault. */
const copy = (name: string): string => copyLog(truth.folder, at(name));
const start = async (data: string): Promise<LogServer> =>
  (server = await startLogServer({ folder: data, port: truth.port }));
const verifyLog = () => simpul('audit', 'verify', truth.log.url, ...truth.log.keys);
const newMirror = (name: string) => simpul('audit', 'mirror', at(name), '--log', truth.log.url, ...truth.log.keys);

/** Sends leaves of a new boot. @returns their ids */
const appendMore = (to: LogServer, count: number): Promise<string[]> =>
  appendAll(to, createSource('gerbang').next(count));

/** Index and detail of what the scrub found in its first round. */
async function scrubbed(bus: LogServer): Promise<[number | undefined, string][]> {
  await untilScrubbed(bus);
  return (await readFindings(bus, 'integrity')).map(({ index, detail }) => [index, detail]);
}

/** Starts it on what was repaired, and checks all. */
async function expectWhole(data: string, acknowledged: readonly string[]): Promise<void> {
  const repaired = await start(data);
  await checkAfter({ server: repaired, folder: `${data}-check`, acknowledged, seen: [truth.head] });
  expect(await untilScrubbed(repaired)).toBe(0);
  await repaired.stop();
}

beforeAll(async () => {
  truth = await makeTrueLog({ folder: at('truth'), batches: LEAVES / BATCH, leaves: BATCH });
});
afterEach(async () => {
  await server?.kill();
});
afterAll(() => folder.remove());

describe('fault 8: a byte that changes after it was hashed and before it is signed', () => {
  it('fault 8: the signer refuses, the log halts and says where, and what was signed stays readable and sound', async () => {
    const data = copy('flipped');
    const bus = await start(data);
    const before = await appendMore(bus, 5);
    const head = await untilSigned(truth.log, LEAVES + 5);
    tamper(logFile(data), (log) => log.run(LYING_STORE));
    const flipped = await appendMore(bus, 5);

    const reason = `the stored batch at leaf ${LEAVES + 5} does not have the root that it claims`;
    const told = await until('a halt', HALTED_WITHIN_MS, async () => {
      const { statusCode, body } = await request(`${bus.url}/readyz`);
      const text = await body.text();
      return statusCode === 503 ? text : undefined;
    });
    expect(told).toContain(reason);
    expect(bus.stderr()).toContain('"alert":"audit-halted"');
    const refused = await append(bus, createSource('gerbang').next(1));
    expect(refused).toMatchObject({ acknowledged: [], code: 'SIMPUL_AUDIT_HALTED' });
    expect(await readCheckpoint(truth.log)).toEqual(head);
    expect((await downloadLog(truth.log, at('halted'))).size).toBe(LEAVES + 5);
    await bus.stop();

    await expect(start(data)).rejects.toThrow(`leaves ${LEAVES + 5} to ${LEAVES + 9} are damaged`);
    tamper(logFile(data), (log) => log.run(`UPDATE batch SET bundle = ${replaced(8, 7)} WHERE first = ?`, LEAVES + 5));
    await expectWhole(data, [...truth.ids, ...before, ...flipped]);
  });
});

describe('fault 15: a row that was changed, past the triggers', () => {
  it('fault 15: of a signed row the scrub names the leaf, a reader of the log the entry, and its holder the receipt', async () => {
    const data = copy('changed');
    const bus = await start(data);
    writeFileSync(at('true.tlog-proof'), (await receiptOf(bus, truth.ids[130] ?? ''))?.text ?? '');
    await bus.stop();
    tamper(logFile(data), (log) => changeLeaf(log, 130));

    const tampered = await start(data);
    const more = await appendMore(tampered, 5);
    await untilSigned(truth.log, LEAVES + 5);
    expect(await scrubbed(tampered)).toEqual([[130, `leaf 130: ${CHANGED}`]]);
    writeFileSync(at('false.tlog-proof'), (await receiptOf(tampered, truth.ids[130] ?? ''))?.text ?? '');
    const [verified, mirrored, trueReceipt, falseReceipt] = await Promise.all([
      verifyLog(),
      newMirror('mirror-of-changed'),
      simpul('audit', 'verify', at('true.tlog-proof'), '--log', truth.log.url, ...truth.log.keys),
      simpul('audit', 'verify', at('false.tlog-proof'), ...truth.log.keys),
    ]);
    const named = expect.stringContaining('entry 130 in tile/entries/000 is not the one that the tree was built with');
    expect(verified).toEqual({ code: 6, output: named });
    expect(mirrored).toEqual({ code: 6, output: named });
    expect(trueReceipt.code).toBe(0);
    expect(falseReceipt).toEqual({ code: 6, output: expect.stringContaining('false.tlog-proof') });
    await tampered.stop();

    refill(data, truth);
    await expectWhole(data, [...truth.ids, ...more]);
  });

  it('fault 15: a row that is not signed yet is not signed: the next start names its leaves', async () => {
    const data = copy('unsigned');
    const bus = await start(data);
    const more = await appendMore(bus, 5);
    await bus.kill();
    tamper(logFile(data), (log) => changeLeaf(log, LEAVES + 2));
    await expect(start(data)).rejects.toThrow(
      `leaves ${LEAVES} to ${LEAVES + 4} are damaged: their batch does not have the root that it claims`,
    );
    tamper(logFile(data), (log) => changeLeaf(log, LEAVES + 2));
    await expectWhole(data, [...truth.ids, ...more]);
  });
});

/** Reads that touch missing leaves must say which, and not answer less. */
async function expectRefused({ url }: LogServer, leaves: string, paths: readonly string[]): Promise<void> {
  const message = expect.stringContaining(`${leaves} of ${truth.log.name} are missing`);
  for (const path of paths) {
    const { statusCode, body } = await request(`${url}/audit/${path}`);
    const answer = expect.objectContaining({ code: 'SIMPUL_AUDIT_INTEGRITY', message });
    expect([path, statusCode, await body.json()]).toEqual([path, 500, answer]);
  }
}

describe('fault 16: rows that were deleted', () => {
  it('fault 16: reads of the range answer with the range, not with nothing, and the next start names it', async () => {
    const data = copy('deleted');
    const bus = await start(data);
    tamper(logFile(data), (log) => {
      for (const table of ['batch', 'side_cars']) log.run(`DELETE FROM ${table} WHERE first IN (300, 325)`);
    });
    const id = truth.ids[310] ?? '';
    await expectRefused(bus, 'leaves 300 to 349', [
      `log/${truth.log.name}/tile/entries/001`,
      `v1/records?exchangeId=${id}`,
      'v1/records',
      `v1/receipts/${id}`,
    ]);
    const beside = await request(`${truth.log.url}/tile/entries/000`);
    expect([beside.statusCode, (await beside.body.arrayBuffer()).byteLength > 0]).toEqual([200, true]);
    const ends = await Promise.all([verifyLog(), newMirror('mirror-of-deleted')]);
    const told = { code: 6, output: expect.stringContaining(`leaves 300 to 349 of ${truth.log.name} are missing`) };
    expect(ends).toEqual([told, told]);
    await bus.stop();

    await expect(start(data)).rejects.toThrow('leaves 300 to 349 are missing');
    refill(data, truth);
    await expectWhole(data, truth.ids);
  });

  it('fault 16: a log that lost its end halts at the next look, and names what is missing at the next start', async () => {
    const data = copy('cut');
    const bus = await start(data);
    tamper(logFile(data), (log) => {
      for (const table of ['batch', 'side_cars']) log.run(`DELETE FROM ${table} WHERE first >= 550`);
    });
    const told = await until('a halt', HALTED_WITHIN_MS, async () => {
      const { statusCode, body } = await request(`${bus.url}/readyz`);
      const text = await body.text();
      return statusCode === 503 ? text : undefined;
    });
    expect(told).toContain(`the log has 550 leaves, but ${LEAVES} were signed`);
    const refused = await append(bus, createSource('gerbang').next(1));
    expect(refused).toMatchObject({ acknowledged: [], code: 'SIMPUL_AUDIT_HALTED' });
    await expectRefused(bus, `leaves 550 to ${LEAVES - 1}`, [
      `log/${truth.log.name}/tile/entries/002.p/88`,
      `v1/receipts/${truth.ids[590] ?? ''}`,
    ]);
    await bus.stop();

    await expect(start(data)).rejects.toThrow(`leaves 550 to ${LEAVES - 1} are missing`);
    refill(data, truth);
    await expectWhole(data, truth.ids);
  });
});

describe('fault 17: rows that were put in another order', () => {
  it('fault 17: the scrub names both places, and a reader of the log the first entry', async () => {
    const data = copy('swapped');
    tamper(logFile(data), (log) => {
      swapLeaves(log, 210, 215);
      swapLeaves(log, 310, 420);
    });
    const bus = await start(data);
    expect(await scrubbed(bus)).toEqual([
      [210, 'leaf 210: changed: in its place stands what was leaf 215'],
      [215, 'leaf 215: changed: in its place stands what was leaf 210'],
      [310, `leaf 310: ${CHANGED}`],
      [420, `leaf 420: ${CHANGED}`],
    ]);
    const ends = await Promise.all([verifyLog(), newMirror('mirror-of-swapped')]);
    const told = { code: 6, output: expect.stringMatching(/entry (?:210|310|420) in tile/) };
    expect(ends).toEqual([told, told]);
    await bus.stop();

    refill(data, truth);
    await expectWhole(data, truth.ids);
  });
});
