import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { handler } from '@simpul/bus';
import { auditKnown } from '@simpul/contracts';
import { machineHasTools } from '@simpul/testing';
import { type Member, type RegionNats, startRegionNats } from './support/nats-of-a-region.ts';
import { until } from './support/until.ts';

const withNats = machineHasTools('nats-server') ? describe : describe.skip;
/** Calls among which a node that is still offered would be asked about half the time. */
const CALLS = 20;

withNats('a process that leaves', () => {
  let region: RegionNats;
  let leaving: Member;
  let exchange: Member;
  /** Names of those that were asked, in order. */
  const asked: string[] = [];
  let hold: Promise<void> | undefined;

  function audit(name: string): Member {
    const member = region.member('audit', name);
    member.bus.serve('audit', [
      handler(auditKnown, async ({ ids }) => {
        asked.push(name);
        await hold;
        return { known: [...ids] };
      }),
    ]);
    return member;
  }

  beforeAll(async () => {
    region = await startRegionNats();
    const [first, second] = [audit('a1'), audit('a2')];
    leaving = first;
    exchange = region.member('exchange', 'e1');
    await Promise.all([first, second, exchange].map(({ bus }) => bus.start()));
    await first.bus.open();
    await exchange.bus.reachable(['audit']);
    await second.bus.open();
  });
  afterAll(() => region.stop());

  const call = (id: string) => exchange.bus.as('exchange').call(auditKnown, { ids: [id] });
  const callMany = () => Promise.all(Array.from({ length: CALLS }, (_, i) => call(String(i))));

  it('is asked nothing more, and answers what it was asked', async () => {
    await until(async () => {
      await callMany();
      return new Set(asked).size === 2;
    });
    asked.length = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    hold = promise;
    const before = callMany();
    await until(() => asked.length === CALLS);
    expect(new Set(asked)).toEqual(new Set(['a1', 'a2']));
    await leaving.bus.leave();
    asked.length = 0;
    const after = callMany();
    await until(() => asked.length === CALLS);
    expect(new Set(asked)).toEqual(new Set(['a2']));
    resolve();
    await expect(Promise.all([before, after])).resolves.toHaveLength(2);
  });

  it('then stops without a call that fails', async () => {
    hold = undefined;
    const stopped = new AbortController();
    const stop = leaving.bus.stop().then(() => stopped.abort());
    const ends: PromiseSettledResult<unknown>[] = [];
    while (!stopped.signal.aborted) ends.push(...(await Promise.allSettled([call('x')])));
    await stop;
    expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(ends).not.toEqual([]);
  });
});
