import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClusterLayout, findMongoServer, hasNatsServer } from '@simpul/testing';
import { request } from 'undici';
import { until } from '../fault/support/until.ts';
import { BODIES, BODIES_CONSUMER, type LaidOut, layOut } from './support/layout-cluster.ts';

const hasNats = hasNatsServer();
const suite = findMongoServer().isThere && hasNats ? describe : describe.skip;

const EXCHANGE = ['ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status/permits/123', '--as', 'GOV/1871-DISDUKCAPIL/siak'];
const VERIFIED = {
  answer: expect.stringContaining('"no_izin":"123/TDG/I/2024"'),
  verdict: expect.stringMatching(/^verified: /),
};
const MIB = 1024 * 1024;
/** What a body may be between a gateway and an exchange that run apart. */
const CARRIED = 4 * MIB;
const WAIT_MS = 60_000;

const LAYOUTS: readonly (readonly [string, ClusterLayout | undefined])[] = [
  ['all in one process, on a shared store', undefined],
  ['edges with separate identity, registry and audit', ['gateway,exchange', 'identity', 'registry', 'audit,signer']],
  ['everything apart', ['gateway', 'exchange', 'identity', 'registry', 'audit', 'signer']],
  [
    // But for the signer: the log's keys are in its folder, and another one may not sign.
    'two of each',
    [
      ...(['gateway', 'gateway', 'exchange', 'exchange', 'identity', 'identity'] as const),
      ...(['registry', 'registry', 'audit', 'audit', 'signer'] as const),
    ],
  ],
];
/** Who calls most comes first, so that each waits for the next. */
const WORST_ORDER = ['gateway', 'exchange', 'identity', 'registry', 'audit', 'signer'];

suite.each(LAYOUTS)('%s', (_, layout) => {
  let bus: LaidOut;
  beforeAll(async () => {
    bus = await layOut(layout);
  });
  afterAll(() => bus.stop());

  async function exchangeAndVerify(name: string): Promise<{ readonly answer: string; readonly verdict: string }> {
    const receipt = bus.file(name);
    const answer = await bus.run('call', ...EXCHANGE, '--receipt', receipt);
    return { answer, verdict: await bus.run('audit', 'verify', receipt) };
  }

  /** A process that has to wait for the processor counts as silent, so that "not now" is asked again. */
  function send(bytes: number): Promise<{ readonly status: number; readonly body: Buffer }> {
    const headers = { 'x-road-client': BODIES_CONSUMER, 'content-type': 'application/octet-stream' };
    return until(`an answer to ${bytes} bytes`, WAIT_MS, async () => {
      const answer = await request(`${bus.url}${BODIES}`, { method: 'POST', headers, body: Buffer.alloc(bytes, 7) });
      const body = Buffer.from(await answer.body.arrayBuffer());
      return answer.statusCode === 503 ? undefined : { status: answer.statusCode, body };
    });
  }

  it('makes a real exchange, whose receipt verifies', async () => {
    expect(await exchangeAndVerify('first.tlog-proof')).toEqual(VERIFIED);
  });

  it('passes a body of 4 MiB both ways', async () => {
    const { status, body } = await send(CARRIED);
    expect([status, body.length]).toEqual([200, CARRIED]);
  });

  if (layout?.includes('gateway') === true) {
    it('refuses a larger one, which would not fit into a call between gateway and exchange, and says so', async () => {
      const before = bus.agency.seen.length;
      const { status, body } = await send(CARRIED + 1);
      expect([status, body.toString()]).toEqual([413, expect.stringContaining('SIMPUL_STREAM_UNAVAILABLE')]);
      expect(bus.agency.seen).toHaveLength(before);
    });
  } else {
    it('streams one of 20 MiB both ways', async () => {
      const { status, body } = await send(20 * MIB);
      expect([status, body.length]).toEqual([200, 20 * MIB]);
    });
  }

  if (layout !== undefined) {
    it('starts again in any order, each process waiting for those that it calls', async () => {
      const { cluster } = bus;
      if (cluster === undefined) throw new Error('there is no cluster');
      expect(await cluster.stop()).toBe(0);
      const order = cluster.processes.toSorted((a, b) => rank(a.only) - rank(b.only));
      const starts: Promise<void>[] = [];
      for (const one of order) {
        const said = cluster.output().length;
        starts.push(one.start());
        if (rank(one.only) >= WORST_ORDER.indexOf('audit')) continue;
        await until(
          `${one.name} waits`,
          WAIT_MS,
          async () => /Waiting for .*audit/.exec(cluster.output().slice(said))?.[0],
        );
      }
      await Promise.all(starts);
      expect(await exchangeAndVerify('second.tlog-proof')).toEqual(VERIFIED);
    });
  }
});

function rank(only: string): number {
  return WORST_ORDER.indexOf(only.split(',')[0] ?? '');
}
