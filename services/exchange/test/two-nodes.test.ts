import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { AppendOutcome } from '@simpul/contracts';
import type { DocumentStore } from '@simpul/store';
import { type FakeAgency, startFakeAgency, temporaryFolder } from '@simpul/testing';
import { mkdirSync } from 'node:fs';
import { type Intent, INTENTS } from '../src/journal/intent.ts';
import { QUOTA_SHARES } from '../src/quota/leased-quota.ts';
import { ROTATIONS } from '../src/signatures/rotations.ts';
import { onEachStore } from './each-store.ts';
import { lateErrorOf } from './error-code.ts';
import { type RunningExchange, runExchange } from './running-exchange.ts';
import { agreementOf, asObject, EXCHANGE_ID, sampleRegion, SERVICE_ID, serviceOf } from './sample-region.ts';

const folder = temporaryFolder();
let agency: FakeAgency;
let files = 0;

beforeAll(async () => {
  agency = await startFakeAgency();
});
afterAll(async () => {
  await agency.stop();
  folder.remove();
});

const idOf = (n: number): string => EXCHANGE_ID.replace(/1$/, n.toString(16)).slice(0, 34) + String(n).padStart(2, '0');

onEachStore((open) => {
  let store: DocumentStore;
  /** The log that both send to: the first leaf of an exchange stays. */
  const log = new Map<string, number>();
  let nodes: RunningExchange[] = [];

  function first(node: number): (id: string) => AppendOutcome {
    return (id) => {
      if (!log.has(id)) log.set(id, node);
      return log.get(id) === node ? 'stored' : 'superseded';
    };
  }

  async function start(node: number, perMinute?: number): Promise<RunningExchange> {
    const keys = `${folder.path}/${files++}`;
    mkdirSync(keys);
    const service = asObject.service(serviceOf(SERVICE_ID, { url: `${agency.url}/api` }));
    const agreement = asObject.agreement(agreementOf(perMinute === undefined ? {} : { quota: { perMinute } }));
    const running = await runExchange({
      file: `${keys}/none.sqlite`,
      objects: sampleRegion(service, agreement),
      ownsStore: false,
      nodeId: `exchange.${node}`,
      openStore: async () => ({ ...store, collection: (spec) => store.collection(spec), close: async () => undefined }),
      outcomeOf: first(node),
    });
    nodes.push(running);
    return running;
  }

  beforeAll(async () => {
    store = await open([INTENTS, QUOTA_SHARES, ROTATIONS]);
  });
  afterEach(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    nodes = [];
    log.clear();
    agency.behave(() => ({ body: 'yes' }));
  });
  afterAll(() => store.close());

  it('a node that starts does not take for left what another has under way', async () => {
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    agency.behave(async () => {
      reached.resolve();
      await released.promise;
      return { body: 'yes' };
    });
    const one = await start(1);
    const answer = one.exchange({ id: idOf(1) });
    await reached.promise;
    const two = await start(2);
    released.resolve();
    await expect(answer).resolves.toMatchObject({ status: 200 });
    expect([one.recorded.length, two.recorded.length]).toEqual([1, 0]);
  });

  it('a node that was only slow loses to the one that closed its exchange, and its consumer gets an error', async () => {
    const one = await start(1);
    agency.behave(async () => {
      // Long past its deadline, as far as the others can see.
      await store.collection<Intent>(INTENTS).update(idOf(2), { due: 1 });
      const two = await start(2);
      expect(two.recorded.map(({ leaf }) => [leaf.id, leaf.type])).toEqual([[idOf(2), 'exchange.interrupted']]);
      return { body: 'yes' };
    });
    expect((await lateErrorOf(one.exchange({ id: idOf(2) }))).code).toBe('SIMPUL_RECORD_SUPERSEDED');
    expect(log.get(idOf(2))).toBe(2);
  });

  it('what a killed node left is closed by the same node at its start, and by no other before its time', async () => {
    const intents = store.collection<Intent>(INTENTS);
    const left = { id: idOf(3), state: 'open', due: Date.now() + 60_000, leaf: { time: 1 }, sideCar: {} } as const;
    await intents.insert({ ...left, node: 'exchange.1', boot: 'killed' });
    const other = await start(2);
    expect(other.recorded).toEqual([]);
    const again = await start(1);
    expect(again.recorded.map(({ leaf }) => [leaf.id, leaf.type])).toEqual([[idOf(3), 'exchange.interrupted']]);
  });

  it('share a quota', async () => {
    const [one, two] = [await start(1, 20), await start(2, 20)];
    const asked = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? one : two).exchange({ id: idOf(10 + i) }));
    const outcomes = await Promise.allSettled(asked);
    const passed = outcomes.filter(({ status }) => status === 'fulfilled').length;
    // A tenth of it may come at once, and a share more if the clock moves on meanwhile; each by itself would let so much through.
    expect(passed).toBeGreaterThanOrEqual(2);
    expect(passed).toBeLessThan(6);
  });
});
