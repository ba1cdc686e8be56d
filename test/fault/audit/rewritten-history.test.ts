import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { createTileReader, formatAddCheckpoint, formatTilePath, proveConsistency } from '@simpul/tlog';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { type PublicLog, readCheckpoint, type Seen } from '../support/download-log.ts';
import { until } from '../support/until.ts';
import { receiptOf } from './support/append.ts';
import { appendAll } from './support/append-all.ts';
import { assertContinues, checkAfter } from './support/check-log.ts';
import { type CliProcess, runCli } from './support/cli-process.ts';
import { readFindings, untilScrubbed } from './support/findings.ts';
import { type Forgery, forgeHistory } from './support/forger.ts';
import { createWitness, seenIn, type Witness } from './support/outsiders.ts';
import { logAt, untilSigned, type VerifiableLog } from './support/published-log.ts';
import { simpul } from './support/simpul-command.ts';
import { createSource, type Source } from './support/source.ts';
import { type LogServer, startLogServer } from './support/start-log-server.ts';

const LEAVES = 600;
/** Leaves in one call. */
const APPEND = 100;
/** The exchange whose record the forger changes, and one that is left as it was. */
const CHANGED = 300;
const OTHER = 10;

const FOUND_WITHIN_MS = 30_000;

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const data = at('log');
const policyFile = at('policy');
const source = createSource('gerbang');
const laterBoot = createSource('gerbang');
const acknowledged: string[] = [];

let server: LogServer | undefined;
let log: VerifiableLog;
let witness: Witness;
let witnessRun: CliProcess;
let trueHead: Seen;

const running = (): LogServer => {
  if (server === undefined) throw new Error('the log does not run');
  return server;
};
const start = async (more: { readonly policyFile?: string } = {}): Promise<void> => {
  server = await startLogServer({ folder: data, port: server?.port ?? 0, ...more });
};
const grow = async (from: Source, count: number): Promise<void> => {
  for (let left = count; left > 0; left -= APPEND) {
    acknowledged.push(...(await appendAll(running(), from.next(Math.min(left, APPEND)))));
  }
  await untilSigned(log, acknowledged.length);
};

const receiptFile = (index: number): string => at(`${index}.tlog-proof`);
const theLog = (): string[] => ['--log', log.url, ...log.keys];
const mirrorLine = (): string[] => ['audit', 'mirror', at('mirror'), ...theLog()];
const watchLine = (): string[] => ['audit', 'watch', '--once', '--json', '--state', at('watch'), ...theLog()];
const receiptLine = (index: number): string[] => ['audit', 'verify', receiptFile(index), ...theLog()];

/** Four outsiders meet the true log; then its operator stops it and rewrites one record. */
beforeAll(async () => {
  await start();
  log = await logAt(running().url);
  witness = await createWitness(at('witness'), log.vkeys);
  witnessRun = (await witness.start()) as CliProcess;
  writeFileSync(policyFile, `${witness.policyLine}\nquorum ${witness.policyLine.split(' ')[1] ?? ''}\n`);
  await running().stop();
  await start({ policyFile });
  await grow(source, LEAVES);
  for (const index of [CHANGED, OTHER]) {
    const receipt = await receiptOf(running(), acknowledged[index] ?? '');
    writeFileSync(receiptFile(index), receipt?.text ?? '');
  }
  trueHead = await readCheckpoint(log);
  await Promise.all([mirrorLine(), watchLine(), receiptLine(CHANGED), receiptLine(OTHER)].map((line) => runCli(line)));
  await running().stop();
  const change: Forgery['change'] = (leaf, index) =>
    index === CHANGED ? { ...leaf, consumer: 'ID-UJI/GOV/KAMBING/hitam' } : leaf;
  await forgeHistory({ folder: data, change });
});
afterAll(async () => {
  await server?.kill();
  witnessRun.signal('SIGKILL');
  await witnessRun.ended;
  folder.remove();
});

describe('fault 18: history rewritten with recomputed hashes and the true log key', () => {
  it('fault 18: a log that asks its witness does not start on it, and says which witness knows otherwise', async () => {
    await expect(start({ policyFile })).rejects.toThrow(
      /ended with 1 [^]*the witness saksi\.example knows 600 leaves of another history than the 600 that the store holds/,
    );
  });

  it('fault 18: a log without witness starts on it, and passes every check of itself', async () => {
    await start();
    const checked = await checkAfter({ server: running(), folder: at('check'), acknowledged, seen: [] });
    expect(checked.leaves[CHANGED]?.toString()).toContain('KAMBING');
    expect(() => assertContinues(checked, [trueHead])).toThrow('not a continuation of the checkpoint of 600 leaves');
  });

  describe.each([
    { name: 'with as many leaves', leaves: 0, told: 'two histories', kind: 'forked', event: 'contradiction' },
    { name: 'with more leaves', leaves: 50, told: 'history was rewritten', kind: 'rewritten', event: 'refused' },
  ])('$name', ({ leaves, told, kind, event }) => {
    let forgedHead: Seen;
    const heads = (): string[] => [trueHead, forgedHead].map(({ size, root }) => `size ${size} with root ${root}`);

    beforeAll(async () => {
      await grow(laterBoot, leaves);
      forgedHead = await readCheckpoint(log);
    });

    it('fault 18: the witness refuses the checkpoint, whatever proof it comes with, and raises the alarm', async () => {
      const { statusCode, body } = await submit(log, trueHead.size);
      expect([statusCode, await body.text()]).toEqual([422, expect.stringContaining('bad consistency proof')]);
      const alarm = JSON.parse(await witnessRun.line((line) => line.includes(`"event":"${event}"`)));
      expect(alarm).toMatchObject({ origin: log.origin, size: LEAVES + leaves, cosigned: LEAVES });
      if (event === 'contradiction') expect(existsSync(String(alarm.evidence))).toBe(true);
      expect(await witness.cosigned(log.origin)).toEqual(trueHead);
    });

    it('fault 18: the mirror exits 6, names both histories, and keeps the true one', async () => {
      const { code, output } = await simpul(...mirrorLine());
      expect(code).toBe(6);
      for (const text of [told, ...heads()]) expect(output).toContain(text);
      const kept = await simpul('audit', 'verify', at('mirror'), ...log.keys);
      expect([kept.code, kept.output]).toEqual([0, expect.stringContaining(trueHead.root)]);
    });

    it('fault 18: the watcher exits 6, names both histories, and keeps both checkpoints as evidence', async () => {
      const { code, output } = await simpul(...watchLine());
      expect(code).toBe(6);
      const alarm = JSON.parse(output.split('\n').find((line) => line.includes('"event":"inconsistency"')) ?? '{}');
      expect(alarm).toMatchObject({ kind, log: log.url, reason: expect.stringContaining(told) });
      const kept = ['before', 'after'].map((name) => readFileSync(join(alarm.evidence, `${name}.checkpoint`), 'utf8'));
      expect(kept.map(seenIn)).toEqual([trueHead, forgedHead]);
    });

    it.each([
      ['of the changed record', CHANGED],
      ['of another record', OTHER],
    ])('fault 18: the holder of a receipt %s is told that the log no longer holds it', async (_, index) => {
      const { code, output } = await simpul(...receiptLine(index));
      expect(code).toBe(6);
      for (const text of [told, ...heads()]) expect(output).toContain(text);
      expect((await simpul('audit', 'verify', receiptFile(index), ...log.keys)).code).toBe(0);
    });
  });

  it('fault 18: all the while the log has found nothing wrong with itself', async () => {
    expect(await untilScrubbed(running())).toBe(0);
    expect(await readFindings(running(), 'integrity')).toEqual([]);
    expect(await readFindings(running(), 'source-fork')).toEqual([]);
  });

  it('fault 18: it is found out by the next leaf of a source that still knows what it sent before', async () => {
    await grow(source, 1);
    const told = await until('a finding', FOUND_WITHIN_MS, async () => {
      const [first] = await readFindings(running(), 'source-fork');
      return first;
    });
    expect(told).toMatchObject({ log: log.name, detail: expect.stringMatching(/^leaf \d+ does not follow leaf 599$/) });
  });
});

/** Brings the published checkpoint to the witness as the log would, with a proof from the log's own tiles. */
async function submit(of: PublicLog, oldSize: number) {
  const note = await (await request(`${of.url}/checkpoint`)).body.text();
  const { size } = seenIn(note);
  const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
  const readTile = async (level: number, index: number, width: number): Promise<Uint8Array> => {
    const tile = await request(`${of.url}/${formatTilePath({ level, index, width })}`);
    return Buffer.from(await tile.body.arrayBuffer());
  };
  const hashAt = createTileReader({ hash: sha256, size, readTile });
  const proof = await proveConsistency(sha256, { size1: oldSize, size2: size, hashAt });
  const url = witness.policyLine.split(' ').at(-1) ?? '';
  return request(`${url}/add-checkpoint`, { method: 'POST', body: formatAddCheckpoint({ oldSize, proof, note }) });
}
