import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { readFileSync } from 'node:fs';
import { request } from 'undici';
import { findLog } from '../support/download-log.ts';
import { sweepPoints } from '../../soak.ts';
import { until } from '../support/until.ts';
import { append, receiptOf } from './support/append.ts';
import { type BaseLog, BATCH, makeBase, seenAt } from './support/base-log.ts';
import { checkAfter } from './support/check-log.ts';
import { createSource, type WireLeaf } from './support/source.ts';
import { endOf, type LogServer, startLogServer } from './support/start-log-server.ts';
import { canInject } from './support/strace.ts';
import { type Fault, retryAndCheck, strike, type StruckLog } from './support/struck-log.ts';

const KILLED = { code: null, signal: 'SIGKILL' };
const WITHIN_MS = 30_000;
/** Longer than the suite: a call that is held back this long never returns. */
const HELD_US = 3_600_000_000;

(canInject() ? describe : describe.skip)('a kill at each step of an append', () => {
  const folder = temporaryFolder();
  let base: BaseLog;
  let struck = 0;

  beforeAll(async () => {
    base = await makeBase(folder.path);
    process.stdout.write(`calls of a run without a fault: ${JSON.stringify(base.counts)}\n`);
  });
  afterAll(() => folder.remove());

  const strikeNext = (fault: Fault): StruckLog => strike(base, `struck-${(struck += 1)}`, fault);
  const nextLeaves = (): WireLeaf[] => createSource('edge-2').next(BATCH);

  /** Appends under a fault that kills. @returns what the sender heard, and what is left */
  async function appendAndDie(fault: Fault) {
    const log = strikeNext(fault);
    const server = await log.start();
    const leaves = nextLeaves();
    const result = await append(server, leaves);
    expect(await endOf(server, WITHIN_MS)).toEqual(KILLED);
    return { ...log, leaves, result };
  }

  it('fault 1: a kill at any write of a batch loses nothing acknowledged, and a retry gives one record', async () => {
    const { startWrites, batchWrites } = base.counts;
    for (const point of sweepPoints(batchWrites)) {
      const inject = `pwrite64:signal=KILL:when=${startWrites + point}`;
      const died = await appendAndDie({ on: ['wal'], inject });
      expect({ point, ...died.result }).toMatchObject({ point, acknowledged: [] });
      const again = await startLogServer({ folder: died.folder });
      // Nothing of the batch: it was not committed.
      expect({ point, ...(await seenAt(again)) }).toEqual({ point, ...base.seen[0] });
      expect((await retryAndCheck(again, { base, ...died })).size).toBe(2 * BATCH);
    }
  });

  it('fault 1: a kill while the write-ahead log goes into the main file loses nothing acknowledged', async () => {
    for (const point of sweepPoints(base.counts.closeWrites)) {
      const log = strikeNext({ on: ['database'], inject: `pwrite64:signal=KILL:when=${point}` });
      const server = await log.start();
      const leaves = nextLeaves();
      const { acknowledged } = await append(server, leaves);
      expect(acknowledged).toHaveLength(BATCH);
      await checkAfter({ server, folder: log.folder, acknowledged, seen: base.seen });
      const seen = [...base.seen, await seenAt(server)];
      expect(await server.stop()).toEqual(KILLED);
      const again = await startLogServer({ folder: log.folder });
      await retryAndCheck(again, { base: { ...base, seen }, folder: log.folder, leaves });
    }
  });

  it('fault 2: a kill after the commit and before the answer: the retry is given the same place', async () => {
    const log = strikeNext({
      on: ['wal'],
      inject: `fsync:delay_exit=${HELD_US}:when=${base.counts.startSyncs + 1}`,
    });
    const server = await log.start();
    const leaves = nextLeaves();
    const answer = append(server, leaves);
    await until('the sync of the batch, which does not return', WITHIN_MS, async () =>
      readFileSync(log.trace, 'utf8').includes('(DELAYED)') ? true : undefined,
    );
    await server.kill();
    expect(await answer).toMatchObject({ acknowledged: [] });

    const again = await startLogServer({ folder: log.folder });
    const before = await placesOf(again, leaves);
    expect(before).toEqual(Array.from({ length: BATCH }, (_, i) => BATCH + i));
    expect((await append(again, leaves)).acknowledged).toEqual(leaves.map(({ id }) => id));
    expect(await placesOf(again, leaves)).toEqual(before);
    expect((await retryAndCheck(again, { base, folder: log.folder, leaves })).size).toBe(2 * BATCH);
  });

  it('fault 3: a kill before the checkpoint is remembered: the next start signs one that has the batch', async () => {
    for (const step of ['openat', 'fsync', 'rename'] as const) {
      const died = await appendAndDie({ on: ['newMemory'], inject: `${step}:signal=KILL:when=1` });
      expect({ step, ...died.result }).toMatchObject({ step, acknowledged: died.leaves.map(({ id }) => id) });
      expect(rememberedNote(died)).toContain(`\n${BATCH}\n`);
      const again = await startLogServer({ folder: died.folder });
      expect(await seenAt(again)).toMatchObject({ size: 2 * BATCH });
      await retryAndCheck(again, { base, ...died });
    }
  });

  it('fault 4: a kill between remembering and publishing: the next start publishes the same bytes', async () => {
    const { startWrites, batchWrites, laterWrites } = base.counts;
    const publishing = laterWrites - PUBLISH_WRITES;
    const steps: Fault[] = [
      { on: ['keys'], inject: 'fsync:signal=KILL:when=1' },
      ...Array.from({ length: PUBLISH_WRITES }, (_, i) => ({
        on: ['wal'] as const,
        inject: `pwrite64:signal=KILL:when=${startWrites + batchWrites + publishing + i + 1}`,
      })),
    ];
    for (const point of sweepPoints(steps.length)) {
      const fault = steps[point - 1];
      if (fault === undefined) throw new Error('no such point');
      const died = await appendAndDie(fault);
      expect(died.result.acknowledged).toHaveLength(BATCH);
      const note = rememberedNote(died);
      expect({ point, note }).toEqual({ point, note: expect.stringContaining(`\n${2 * BATCH}\n`) });
      const again = await startLogServer({ folder: died.folder });
      expect(await checkpointNote(again)).toBe(note);
      await retryAndCheck(again, { base, ...died });
    }
  });
});

/** Writes of the last commit of an append, which publishes the checkpoint. */
const PUBLISH_WRITES = 4;

async function placesOf(server: LogServer, leaves: readonly WireLeaf[]): Promise<number[]> {
  const places: number[] = [];
  for (const { id } of leaves) {
    const receipt = await until(`the receipt of ${id}`, WITHIN_MS, () => receiptOf(server, id));
    places.push(receipt.index);
  }
  return places;
}

function rememberedNote({ files }: StruckLog): string {
  return (JSON.parse(readFileSync(files.memory, 'utf8')) as { note: string }).note;
}

async function checkpointNote({ url }: LogServer): Promise<string> {
  const response = await request(`${(await findLog(url)).url}/checkpoint`);
  return response.body.text();
}
