import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findMongoServer, hasNatsServer, temporaryFolder } from '@simpul/testing';
import { join } from 'node:path';
import { Pool } from 'undici';
import { downloadLog, findLog } from '../fault/support/download-log.ts';
import { exchangeLeaves, idsOf } from '../fault/support/exchange-leaves.ts';
import { type HeldAgency, startHeldAgency } from '../fault/support/held-agency.ts';
import { callOnce } from '../fault/support/load-client.ts';
import { until } from '../fault/support/until.ts';
import { followLeaves } from './support/leaf-follower.ts';
import { type OpenCluster, startOpenCluster } from './support/open-cluster.ts';

/** Milliseconds that the provider may take. */
const TIMEOUT_MS = 3000;
/** Exchanges that are under way at the edge that goes. */
const UNDER_WAY = 8;
/** Any node closes an exchange 30 s past its deadline, and looks every 5 s. */
const CLOSED_WITHIN_MS = TIMEOUT_MS + 60_000;
const PATIENCE_MS = 30_000;

const suite = hasNatsServer() && findMongoServer().isThere ? describe : describe.skip;

suite('an edge that goes for good', () => {
  const folder = temporaryFolder();
  let agency: HeldAgency;
  let open: OpenCluster;

  beforeAll(async () => {
    agency = await startHeldAgency();
    open = await startOpenCluster({
      folder: folder.path,
      agencyUrl: agency.url,
      timeoutMs: TIMEOUT_MS,
      store: 'mongo',
      layout: ['gateway,exchange', 'gateway,exchange', 'identity', 'registry', 'audit', 'signer'],
    });
  });
  afterAll(async () => {
    agency.release();
    await agency.stop();
    await open.stop();
    folder.remove();
  });

  it('leaves exchanges that the other edge closes, each once', async () => {
    const [lost, other] = open.cluster.processes;
    const url = other?.endpoint().url ?? '';
    const pool = new Pool(lost?.endpoint().url ?? '', { connections: UNDER_WAY });
    const calls = Array.from({ length: UNDER_WAY }, () => callOnce(pool));
    await until('all are with the provider', PATIENCE_MS, async () =>
      agency.open.size === UNDER_WAY ? true : undefined,
    );
    const left = [...agency.open].toSorted();
    await lost?.kill();
    expect((await Promise.all(calls)).map(({ kind }) => kind)).toEqual(calls.map(() => 'aborted'));
    await pool.destroy();

    const log = await findLog(url);
    const leaves = followLeaves(log);
    await until('a leaf of each of them', CLOSED_WITHIN_MS, async () => {
      const ids = await leaves.look();
      return left.every((id) => ids.has(id)) ? true : undefined;
    });
    agency.release();
    const survivor = new Pool(url, { connections: 1 });
    const call = await callOnce(survivor);
    await survivor.destroy();
    expect(call.kind).toBe('answered');

    const all = exchangeLeaves((await downloadLog(log, join(folder.path, 'log'))).leaves);
    expect(idsOf(all, 'exchange.interrupted').toSorted()).toEqual(left);
    expect(idsOf(all, 'exchange.closed').filter((id) => left.includes(id))).toEqual([]);
  });
});
