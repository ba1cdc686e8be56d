import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { machineHas, temporaryFolder } from '@simpul/testing';
import { spawnSync } from 'node:child_process';
import { readTrace } from './support/strace-file.ts';
import { type ExchangeOrder, hasLoneSyncs, orderOf } from './support/sync-order.ts';
import { traceExchanges, type TracedRun } from './support/traced-run.ts';

const EXCHANGES = 100;
const traced = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
const canTrace = machineHas(traced, 'strace, or leave to use it,');

(canTrace ? describe : describe.skip)('what the kernel sees of an exchange', () => {
  const folder = temporaryFolder();
  let run: TracedRun;
  /** An exchange to doctor: no other sync of its two files could stand for those that are moved. */
  let sample: ExchangeOrder;

  beforeAll(async () => {
    run = await traceExchanges(EXCHANGES, folder.path);
    const calls = readTrace(run.lines);
    const found = run.ids.map((id) => orderOf(calls, id, run.ports)).find((order) => hasLoneSyncs(calls, order));
    if (found === undefined) throw new Error('every exchange was synced more than once');
    sample = found;
  });

  afterAll(() => folder.remove());

  it('each intent is synced before its dispatch is written, each leaf before its answer', () => {
    const calls = readTrace(run.lines);
    const orders = run.ids.map((id) => orderOf(calls, id, run.ports));
    expect(orders).toHaveLength(EXCHANGES);
    // One after the other, so no sync can stand for two exchanges.
    for (const part of ['intentSync', 'leafSync'] as const)
      expect(new Set(orders.map((order) => order[part].begun)).size).toBe(EXCHANGES);
    for (const [i, { intentWrite }] of orders.entries())
      expect(intentWrite.begun).toBeGreaterThan(orders[i - 1]?.answer.begun ?? -1);
  });

  /** The trace with one line moved behind another. */
  const moved = (from: number | undefined, behind: number): string[] => {
    const line = run.lines[from ?? -1];
    if (from === undefined || line === undefined || from >= behind) throw new Error('nothing to move');
    return [
      ...run.lines.slice(0, from),
      ...run.lines.slice(from + 1, behind + 1),
      line,
      ...run.lines.slice(behind + 1),
    ];
  };
  const check = (lines: readonly string[]) => () => orderOf(readTrace(lines), sample.id, run.ports);

  it('would be refused with the sync of the intent after the dispatch', () => {
    const { intentSync, dispatch } = sample;
    expect(check(moved(intentSync.returned, dispatch.begun))).toThrow('the intent was not synced in time');
  });

  it('would be refused with the sync of the leaf after the answer', () => {
    const { leafSync, answer } = sample;
    expect(check(moved(leafSync.returned, answer.begun))).toThrow('the leaf was not synced in time');
  });

  it('would be refused if the leaf were written after its sync', () => {
    const { leafWrite, leafSync } = sample;
    expect(check(moved(leafWrite.begun, leafSync.returned ?? -1))).toThrow('the leaf was not');
  });

  it('would be refused if the sync had failed', () => {
    const failed = run.lines.map((line, at) =>
      at === sample.intentSync.returned ? line.replace(/= 0$/, '= -1 EIO (Input/output error)') : line,
    );
    expect(failed).not.toEqual(run.lines);
    expect(check(failed)).toThrow('the intent was not synced in time');
  });
});
