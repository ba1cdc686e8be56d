import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { exchangeLeaves, idsOf } from '../support/exchange-leaves.ts';
import { IS_SOAK } from '../../soak.ts';
import { assertContinues } from './support/check-log.ts';
import { type OutsidersEvidence, runOutsiders } from './support/outsiders-run.ts';
import { seedOfRun } from './support/random.ts';

const SECONDS = IS_SOAK ? 600 : 60;
const seed = seedOfRun();
const folder = temporaryFolder();
let evidence: OutsidersEvidence;

beforeAll(async () => {
  process.stdout.write(`SIMPUL_SEED=${seed}: ${SECONDS} s under load with random restarts\n`);
  evidence = await runOutsiders({ folder: folder.path, seed, seconds: SECONDS });
  for (const { name, signals } of evidence.records) process.stdout.write(`${name}: ${JSON.stringify(signals)}\n`);
  const { dispatched, log, seen } = evidence;
  const checkpoints = Object.entries(seen).map(([who, all]) => `${who} ${all.length}`);
  process.stdout.write(
    `${dispatched.length} exchanges, ${log.size} leaves; checkpoints seen: ${checkpoints.join(', ')}\n`,
  );
});

afterAll(() => folder.remove());

describe(`a bus, a witness, a mirror and a watcher, restarted at random for ${SECONDS} s under load (seed ${seed})`, () => {
  it('each were killed and stopped, and ended in no other way', () => {
    expect(evidence.records.flatMap(({ wrongEnds }) => wrongEnds)).toEqual([]);
    for (const { name, signals } of evidence.records)
      expect([name, signals.SIGKILL > 0, signals.SIGTERM > 0]).toEqual([name, true, true]);
  });

  it('raised no alarm: nothing was wrong', () => {
    const { alarms, evidence: kept, alerts, findings, records } = evidence;
    expect({ alarms, kept, alerts, findings }).toEqual({ alarms: [], kept: [], alerts: [], findings: '' });
    const events = records.flatMap((record) => record.output().split('\n'));
    expect(events.filter((line) => /"event":"(?:contradiction|refused|inconsistency)"/.test(line))).toEqual([]);
  });

  it('leave a log in which every exchange has exactly one leaf, and every answered one is closed', () => {
    const leaves = exchangeLeaves(evidence.log.leaves);
    const ids = leaves.map(({ id }) => id);
    const recorded = new Set(ids);
    expect(recorded.size).toBe(ids.length);
    const dispatched = new Set(evidence.dispatched);
    expect(evidence.dispatched.filter((id) => !recorded.has(id))).toEqual([]);
    // An intent may be on the disk although the bus was killed before it was dispatched.
    expect(leaves.filter(({ id, type }) => !dispatched.has(id) && type !== 'exchange.interrupted')).toEqual([]);
    const answered = evidence.ends.flatMap((end) => (end.kind === 'answered' ? [end.exchange] : []));
    expect(answered.length).toBeGreaterThan(0);
    const closed = new Set(idsOf(leaves, 'exchange.closed'));
    expect(answered.filter((id) => !closed.has(id))).toEqual([]);
  });

  it('the mirror has a copy of that log, leaf by leaf', () => {
    const { log, mirrored } = evidence;
    expect(mirrored.origin).toBe(log.origin);
    expect(mirrored.size).toBeGreaterThanOrEqual(evidence.dispatched.length);
    const differs = mirrored.leaves.findIndex((leaf, index) => !leaf.equals(log.leaves[index] ?? Buffer.alloc(0)));
    expect(differs).toBe(-1);
  });

  it.each(['client', 'watcher', 'witness'] as const)('every checkpoint that the %s saw is of that log', (who) => {
    const { seen, log } = evidence;
    expect(seen[who].length).toBeGreaterThan(0);
    expect(() => assertContinues(log, seen[who])).not.toThrow();
  });

  it('the watcher saw the log grow', () => {
    const sizes = evidence.seen.watcher.map(({ size }) => size);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(sizes.length).toBeGreaterThan(1);
  });
});
