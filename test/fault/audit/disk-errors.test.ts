import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { sweepPoints } from '../../soak.ts';
import { append } from './support/append.ts';
import { type BaseLog, BATCH, makeBase } from './support/base-log.ts';
import { createSource, type WireLeaf } from './support/source.ts';
import { endOf, startLogServer } from './support/start-log-server.ts';
import { canInject, tracedCalls } from './support/strace.ts';
import { type Fault, retryAndCheck, strike, type StruckLog } from './support/struck-log.ts';

const WITHIN_MS = 30_000;
const FAILED = { code: 1, signal: null };

(canInject() ? describe : describe.skip)('a disk that fails under the log', () => {
  const folder = temporaryFolder();
  let base: BaseLog;
  let struck = 0;

  beforeAll(async () => {
    base = await makeBase(folder.path);
  });
  afterAll(() => folder.remove());

  const strikeNext = (fault: Fault): StruckLog => strike(base, `struck-${(struck += 1)}`, fault);
  const nextLeaves = (): WireLeaf[] => createSource('edge-2').next(BATCH);

  /** Appends under a fault of the disk, which ends the process. @returns what the sender heard, and what is left */
  async function appendAndFail(fault: Fault) {
    const log = strikeNext(fault);
    const server = await log.start();
    const leaves = nextLeaves();
    const result = await append(server, leaves);
    expect(await endOf(server, WITHIN_MS)).toEqual(FAILED);
    expect(server.stderr()).toContain('"alert":"audit-halted"');
    return { ...log, leaves, result };
  }

  describe('that cannot sync once', () => {
    /** Each sync of a run, and whether a batch that is sent then is acknowledged before it. */
    const syncs = (): { name: string; fault: Fault; isAcknowledged: boolean }[] => {
      const { startSyncs } = base.counts;
      const ofWal = (when: number): Fault => ({ on: ['wal'], inject: `fsync:error=EIO:when=${when}` });
      return [
        { name: 'of the batch', fault: ofWal(startSyncs + 1), isAcknowledged: false },
        { name: 'of the index', fault: ofWal(startSyncs + 2), isAcknowledged: true },
        { name: 'of the checkpoint', fault: ofWal(startSyncs + 3), isAcknowledged: true },
        {
          name: 'of what the signer remembers',
          fault: { on: ['newMemory'], inject: 'fsync:error=EIO:when=1' },
          isAcknowledged: true,
        },
        {
          name: 'of the folder of the keys',
          fault: { on: ['keys'], inject: 'fsync:error=EIO:when=1' },
          isAcknowledged: true,
        },
      ];
    };

    it('fault 5: the log ends, acknowledges nothing that it could not sync, syncs nothing again, and is sound at the next start', async () => {
      const all = syncs();
      for (const point of sweepPoints(all.length)) {
        const { name, fault, isAcknowledged } = all[point - 1] ?? {};
        if (fault === undefined) throw new Error('no such point');
        const failed = await appendAndFail(fault);
        const acknowledged = isAcknowledged ? failed.leaves.map(({ id }) => id) : [];
        expect({ name, ...failed.result }).toMatchObject({ name, acknowledged });
        if (!isAcknowledged) expect(failed.result.code).toBe('SIMPUL_AUDIT_HALTED');
        expect({ name, after: syncsAfterFailure(failed.trace) }).toEqual({ name, after: [] });
        const again = await startLogServer({ folder: failed.folder });
        expect((await retryAndCheck(again, { base, ...failed })).size).toBe(2 * BATCH);
      }
    });

    it('fault 5: a log that cannot sync at its start does not start', async () => {
      for (const point of sweepPoints(base.counts.startSyncs)) {
        const log = strikeNext({ on: ['wal'], inject: `fsync:error=EIO:when=${point}` });
        await expect(log.start()).rejects.toThrow('the log ended with 1 before it was ready');
        const again = await startLogServer({ folder: log.folder });
        await retryAndCheck(again, { base, folder: log.folder, leaves: nextLeaves() });
      }
    });
  });

  it('fault 6: on a full disk nothing is acknowledged and the log ends; it is whole once there is space again', async () => {
    const { startWrites, batchWrites } = base.counts;
    for (const point of sweepPoints(batchWrites)) {
      // From the write of that point on there is no space.
      const inject = `pwrite64:error=ENOSPC:when=${startWrites + point}+`;
      const failed = await appendAndFail({ on: ['wal', 'database'], inject });
      expect({ point, ...failed.result }).toEqual({
        point,
        acknowledged: [],
        superseded: [],
        code: 'SIMPUL_AUDIT_HALTED',
      });
      const again = await startLogServer({ folder: failed.folder });
      expect((await retryAndCheck(again, { base, ...failed })).size).toBe(2 * BATCH);
    }
  });

  it('fault 6: a log does not start on a full disk', async () => {
    const log = strikeNext({ on: ['wal', 'database'], inject: 'pwrite64:error=ENOSPC:when=1+' });
    await expect(log.start()).rejects.toThrow('SIMPUL_STORE_FAILED');
    const again = await startLogServer({ folder: log.folder });
    await retryAndCheck(again, { base, folder: log.folder, leaves: nextLeaves() });
  });
});

/** Syncs that were asked for after one had failed. */
function syncsAfterFailure(trace: string): string[] {
  const syncs = tracedCalls(trace).filter(({ name }) => name === 'fsync' || name === 'fdatasync');
  const failed = syncs.findIndex(({ result }) => result === '-1 EIO');
  if (failed === -1) throw new Error('no sync failed');
  return syncs.slice(failed + 1).map(({ on }) => on);
}
