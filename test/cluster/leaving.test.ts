import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findMongoServer, hasNatsServer, temporaryFolder } from '@simpul/testing';
import { type HeldAgency, startHeldAgency } from '../fault/support/held-agency.ts';
import { until } from '../fault/support/until.ts';
import { type OpenCluster, startOpenCluster } from './support/open-cluster.ts';
import { startSteadyLoad, type TimedCall } from './support/steady-load.ts';

/** Milliseconds that the provider takes: a process that is told to stop has exchanges under way. */
const PROVIDER_MS = 200;
const CONNECTIONS = 8;
/** Calls that must have ended after each stop. */
const CALLS = 5 * CONNECTIONS;
const PATIENCE_MS = 60_000;

const suite = hasNatsServer() && findMongoServer().isThere ? describe : describe.skip;

// As an upgrade stops them, one after the other. Doors are left out: who balances them takes a door out first.
suite('a cluster of two of each whose second ones are stopped under load', () => {
  const folder = temporaryFolder();
  let agency: HeldAgency;
  let open: OpenCluster;

  beforeAll(async () => {
    agency = await startHeldAgency(() => PROVIDER_MS);
    open = await startOpenCluster({
      folder: folder.path,
      agencyUrl: agency.url,
      store: 'mongo',
      layout: [
        ...(['gateway', 'exchange', 'exchange', 'identity', 'identity'] as const),
        ...(['registry', 'registry', 'audit', 'audit', 'signer'] as const),
      ],
    });
  });
  afterAll(async () => {
    await open.stop();
    await agency.stop();
    folder.remove();
  });

  it('answers every call', async () => {
    const calls: TimedCall[] = [];
    const load = startSteadyLoad({
      urls: [open.cluster.url],
      connections: CONNECTIONS,
      onEnd: (call) => calls.push(call),
    });
    const more = async (): Promise<void> => {
      const enough = calls.length + CALLS;
      await until('more calls have ended', PATIENCE_MS, async () => (calls.length >= enough ? true : undefined));
    };
    await more();
    for (const name of ['exchange-2', 'identity-2', 'registry-2', 'audit-2']) {
      const one = open.cluster.processes.find((process) => process.name === name);
      expect([name, await one?.stop()]).toEqual([name, 0]);
      await more();
    }
    await load.stop();
    expect(calls.map(({ end }) => end).filter(({ kind }) => kind !== 'answered')).toEqual([]);
  });
});
