import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../sandbox/eventually.ts';
import { type KeyBus, startKeyBus } from './key-bus.ts';
import { writeKeyRegion } from './key-region.ts';
import { startLoad } from './load.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(90_000);

/** Milliseconds within which a change is in force (design 02, rule 9). */
const IN_FORCE_MS = 2000;
const HELD = '/held';

let bus: KeyBus;
beforeAll(async () => {
  bus = await startKeyBus();
});
afterAll(() => bus.stop());

describe('a consumer that is suspended under load', () => {
  it('gets no exchange through two seconds later, and ends normally what had its intent', async () => {
    const held = Promise.withResolvers<void>();
    bus.agency.behave(async ({ target }) => {
      if (target.startsWith(HELD)) await held.promise;
      return { body: 'ok' };
    });
    const client = await bus.client();
    const token = await client.token(`${bus.url}/r1`);
    const underWay = bus.exchange(client, token, HELD);
    await eventually(async () => bus.agency.seen.some(({ target }) => target.startsWith(HELD)) || undefined);
    const load = startLoad(4, async () => {
      const { status, text } = await bus.exchange(client, token);
      return status === 200 ? 'done' : text;
    });
    await eventually(async () => load.done.length > 20 || undefined);
    writeKeyRegion(bus.region, bus.agency.url, 'suspended');
    const { code, err } = await bus.run('region', 'apply', bus.region);
    const appliedAt = performance.now();
    expect([code, err]).toEqual([0, '']);
    const begunLate = () => load.done.filter(({ begunAt }) => begunAt > appliedAt + IN_FORCE_MS);
    await eventually(async () => begunLate().length > 20 || undefined);
    await load.end();

    const before = load.done.slice(0, 20).map(({ outcome }) => outcome);
    expect(new Set(before)).toEqual(new Set(['done']));
    const refusal = /SIMPUL_AUTH_CLIENT_SUSPENDED/;
    const late = new Set(begunLate().map(({ outcome }) => refusal.test(outcome)));
    expect([...late]).toEqual([true]);
    await expect(client.token(`${bus.url}/r1`)).rejects.toThrow('invalid_client');

    held.resolve();
    const answer = await underWay;
    expect([answer.status, answer.text]).toEqual([200, 'ok']);
    const id = String(answer.headers['x-road-request-id']);
    const { records } = await eventually(async () => {
      const { code: found, out } = await bus.run('audit', 'show', id, '--json');
      return found === 0 ? (JSON.parse(out) as { records: { leaf: { type: string; outcome: string } }[] }) : undefined;
    });
    expect(records.map(({ leaf }) => [leaf.type, leaf.outcome])).toEqual([['exchange.closed', 'ok']]);
  });

  it('is served again once it is active, with a new token: the old one stays refused', async () => {
    const client = await bus.client();
    writeKeyRegion(bus.region, bus.agency.url, 'active');
    expect((await bus.run('region', 'apply', bus.region)).code).toBe(0);
    const token = await eventually(async () => client.token(`${bus.url}/r1`).catch(() => undefined));
    const answer = await eventually(async () => {
      const tried = await bus.exchange(client, token);
      return tried.status === 200 ? tried : undefined;
    });
    expect(answer.text).toBe('ok');
  });
});
