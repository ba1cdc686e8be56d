import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { machineHas, machineHasTools, temporaryFolder } from '@simpul/testing';
import { type ExchangeLeaf, exchangeLeaves, idsOf } from '../../fault/support/exchange-leaves.ts';
import { leafHash, treeHash } from '../../log-checker/rfc6962.mjs';
import { IS_SOAK } from '../../soak.ts';
import { canServeStore } from '../support/store-server.ts';
import { type FaultEvidence, runFaultRounds } from './fault-rounds.ts';
import { FAULTS } from './faults.ts';

/** How often each fault of the table strikes. */
const TIMES = Number(process.env['SIMPUL_FAULT_TIMES'] ?? (IS_SOAK ? 20 : 3));
/** Those whose name holds this, for who looks for one fault. */
const WANTED = FAULTS.filter(({ name }) => name.includes(process.env['SIMPUL_FAULT'] ?? ''));

const canRun =
  machineHasTools('nats-server', 'toxiproxy-server') &&
  machineHas(canServeStore, "a server of MongoDB's protocol (see infra/ci/install-mongo.sh)");
const suite = canRun ? describe : describe.skip;

suite(`a cluster after ${TIMES} of each of ${WANTED.length} faults under load`, () => {
  const folder = temporaryFolder();
  let evidence: FaultEvidence;
  let leaves: ExchangeLeaf[];
  let closed: string[];

  beforeAll(async () => {
    evidence = await runFaultRounds({
      faults: WANTED,
      times: TIMES,
      folder: folder.path,
      onRound: ({ fault, open, recoveryMs }) =>
        process.stdout.write(`${fault}: ${open.length} open, recovered in ${(recoveryMs / 1000).toFixed(1)} s\n`),
    });
    leaves = exchangeLeaves(evidence.log.leaves);
    closed = idsOf(leaves, 'exchange.closed');
    const { answered, dispatched, rounds, log, calls } = evidence;
    const slowest = Math.max(...rounds.map(({ recoveryMs }) => recoveryMs));
    process.stdout.write(
      `${rounds.length} faults: ${calls.size} calls, ${dispatched.size} exchanges dispatched, ${answered.length} answered; ` +
        `${log.size} leaves, ${closed.length} closed, ${idsOf(leaves, 'exchange.interrupted').length} interrupted; ` +
        `slowest recovery ${(slowest / 1000).toFixed(1)} s\n`,
    );
  });
  afterAll(() => folder.remove());

  it('each fault met an exchange that its provider had not answered', () => {
    expect(evidence.rounds).toHaveLength(WANTED.length * TIMES);
    expect(evidence.rounds.filter(({ open }) => open.length === 0)).toEqual([]);
  });

  it('every answered exchange has its closed leaf', () => {
    const known = new Set(closed);
    expect(evidence.answered.length).toBeGreaterThan(evidence.rounds.length);
    expect(evidence.answered.filter((id) => !known.has(id))).toEqual([]);
  });

  it('a closed leaf without an answer is of a call that a fault overlapped', () => {
    const answered = new Set(evidence.answered);
    const apart = leaves.filter(({ type, id }) => type === 'exchange.closed' && !answered.has(id));
    const unexplained = apart.filter(({ xRoadId }) => {
      const call = evidence.calls.get(xRoadId);
      return !evidence.rounds.some(({ from, until }) => call !== undefined && call.from < until && call.until > from);
    });
    process.stdout.write(`closed, yet their answer did not arrive: ${apart.length}\n`);
    expect(unexplained.map(({ id, xRoadId }) => [id, evidence.calls.get(xRoadId)?.end])).toEqual([]);
  });

  it('no exchange stands twice in the log, and interrupted are none that were answered', () => {
    const ended = leaves.filter(({ type }) => type === 'exchange.closed' || type === 'exchange.interrupted');
    expect(new Set(ended.map(({ id }) => id)).size).toBe(ended.length);
    const answered = new Set(evidence.answered);
    expect(idsOf(leaves, 'exchange.interrupted').filter((id) => answered.has(id))).toEqual([]);
  });

  it('every exchange that its provider saw has a leaf, and no intent is left without one', () => {
    const ids = new Set(leaves.map(({ id }) => id));
    expect([...evidence.dispatched.keys()].filter((id) => !ids.has(id))).toEqual([]);
    // One that came too late to be sent is closed too, and says so.
    const went = leaves.filter(({ type, outcome }) => type === 'exchange.closed' && outcome === 'ok');
    expect(went.filter(({ id }) => !evidence.dispatched.has(id)).map(({ id }) => id)).toEqual([]);
    expect(evidence.openIntents).toBe(0);
  });

  it('the log is a continuation of every checkpoint that was seen on the way', () => {
    const hashes = evidence.log.leaves.map(leafHash);
    const distinct = new Map(evidence.checkpoints.map((seen) => [`${seen.size} ${seen.root}`, seen]));
    expect(distinct.size).toBeGreaterThan(0);
    for (const { size, root } of distinct.values()) {
      expect({ size, root }).toEqual({ size, root: treeHash(hashes.slice(0, size)).toString('base64') });
    }
  });
});
