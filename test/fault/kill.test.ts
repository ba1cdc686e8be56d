import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { leafHash, treeHash } from '../log-checker/rfc6962.mjs';
import { type ExchangeLeaf, exchangeLeaves, idsOf } from './support/exchange-leaves.ts';
import { type KillEvidence, runKillRounds } from './support/kill-rounds.ts';
import { IS_SOAK } from '../soak.ts';

const KILLS = IS_SOAK ? 25 : 3;
const folder = temporaryFolder();
let evidence: KillEvidence;
let leaves: ExchangeLeaf[];
let closed: string[];
let interrupted: string[];

beforeAll(async () => {
  evidence = await runKillRounds(KILLS, folder.path);
  leaves = exchangeLeaves(evidence.log.leaves);
  closed = idsOf(leaves, 'exchange.closed');
  interrupted = idsOf(leaves, 'exchange.interrupted');
  const { answered, aborted, dispatched, checkpoints, log } = evidence;
  process.stdout.write(
    `${KILLS} kills: ${dispatched.size} exchanges dispatched, ${answered.length} answered, ${aborted.length} calls aborted; ` +
      `${log.size} leaves, ${closed.length} closed, ${interrupted.length} interrupted; ${checkpoints.length} checkpoints seen\n`,
  );
});

afterAll(() => folder.remove());

/** Exchanges of calls that were aborted, as the agency saw them. */
function abortedExchanges(): Set<string> {
  const calls = new Set(evidence.aborted);
  return new Set([...evidence.dispatched.values()].filter(({ call }) => calls.has(call)).map(({ id }) => id));
}

describe(`after ${KILLS} kills of the bus under load`, () => {
  it('each kill met an exchange that its provider had not answered, and the log says interrupted for each', () => {
    expect(evidence.openAtKill).toHaveLength(KILLS);
    for (const open of evidence.openAtKill) {
      expect(open.length).toBeGreaterThan(0);
      expect(interrupted).toEqual(expect.arrayContaining([...open]));
    }
  });

  it('the log holds no exchange twice, and of the kinds closed and interrupted only', () => {
    expect(new Set(leaves.map(({ id }) => id)).size).toBe(leaves.length);
    expect(closed.length + interrupted.length).toBe(leaves.length);
  });

  it('the closed leaves are the answered exchanges and, apart, some of calls that were aborted', () => {
    expect(evidence.answered.length).toBeGreaterThan(KILLS);
    const aborted = abortedExchanges();
    const apart = closed.filter((id) => aborted.has(id));
    expect(closed.filter((id) => !aborted.has(id)).toSorted()).toEqual(evidence.answered.toSorted());
    expect(evidence.answered.filter((id) => aborted.has(id))).toEqual([]);
    process.stdout.write(`closed, yet their answer did not arrive: ${apart.length}\n`);
  });

  it('every exchange that its provider saw has exactly one leaf', () => {
    const count = new Map<string, number>();
    for (const { id } of leaves) count.set(id, (count.get(id) ?? 0) + 1);
    const wrong = [...evidence.dispatched.keys()].filter((id) => count.get(id) !== 1);
    expect(wrong).toEqual([]);
    expect(closed.filter((id) => !evidence.dispatched.has(id))).toEqual([]);
  });

  it('interrupted are only exchanges of calls that were aborted', () => {
    const aborted = new Set(evidence.aborted);
    const others = leaves.filter(({ type, xRoadId }) => type === 'exchange.interrupted' && !aborted.has(xRoadId));
    expect(others).toEqual([]);
  });

  it('nothing was refused', () => {
    expect(evidence.refused).toEqual([]);
  });

  it('the log is a continuation of every checkpoint that was seen before a kill', () => {
    const hashes = evidence.log.leaves.map(leafHash);
    expect(evidence.checkpoints.length).toBeGreaterThan(0);
    const distinct = new Map(evidence.checkpoints.map((seen) => [`${seen.size} ${seen.root}`, seen]));
    for (const { size, root } of distinct.values()) {
      expect({ size, root }).toEqual({ size, root: treeHash(hashes.slice(0, size)).toString('base64') });
    }
  });
});
