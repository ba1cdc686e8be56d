import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decode, handler } from '@simpul/bus';
import { auditAppend, auditKnown, registryChanged, type Result } from '@simpul/contracts';
import { machineHasTools } from '@simpul/testing';
import { type Forger, type Member, type RegionNats, startRegionNats } from './support/nats-of-a-region.ts';
import { until } from './support/until.ts';

const withNats = machineHasTools('nats-server') ? describe : describe.skip;
const LEAF = { id: 'x', leaf: new Uint8Array([1]), sideCar: new Uint8Array() };
/** Version of Moleculer's protocol. */
const VER = '5';

withNats('who sends, on a real nats-server', () => {
  let region: RegionNats;
  let audit: Member;
  let exchange: Member;
  let gateway: Forger;
  let appended: string[];
  let answer: () => Promise<void>;

  beforeAll(async () => {
    region = await startRegionNats();
    audit = region.member('audit', 'a1');
    exchange = region.member('exchange', 'e1');
    audit.bus.serve('audit', [
      handler(auditAppend, async (_, { caller, node }): Promise<Result<typeof auditAppend>> => {
        appended.push(`${caller} on ${node}`);
        await answer();
        return { outcomes: ['stored'] };
      }),
      handler(auditKnown, () => Promise.resolve({ known: [] })),
    ]);
    await Promise.all([audit.bus.start(), exchange.bus.start()]);
    await audit.bus.open();
    await exchange.bus.open();
    await exchange.bus.reachable(['audit']);
    gateway = await region.forger('gateway');
  });
  beforeEach(() => {
    appended = [];
    answer = () => Promise.resolve();
    audit.dropped.length = 0;
    exchange.dropped.length = 0;
  });
  afterAll(() => region.stop());

  const append = () => exchange.bus.as('exchange').call(auditAppend, { leaves: [LEAF] });
  const request = (sender: string, caller: string, action = 'audit.append') => ({
    ver: VER,
    sender,
    id: 'forged',
    action,
    params: { leaves: [LEAF] },
    timeout: 1000,
    meta: { caller },
  });
  /** Answered only after all that was sent to audit before. */
  const auditIsDone = () => exchange.bus.as('exchange').call(auditKnown, { ids: ['x'] });

  it('lets through what the contracts allow', async () => {
    await expect(append()).resolves.toEqual({ outcomes: ['stored'] });
    expect(appended).toEqual(['exchange on exchange.e1']);
  });

  it("refuses in the server to publish under another's name, and the handler is not reached", async () => {
    const subject = 'SIMPUL.REQ.audit.a1.exchange.e1';
    const refusal = gateway.refusal(subject);
    await gateway.send(subject, request('exchange.e1', 'exchange'));
    await expect(refusal).resolves.toBe('publish');
    await until(() => region.nats.output().includes('Publish Violation'));
    expect(region.nats.output()).toContain(subject);
    await auditIsDone();
    expect(appended).toEqual([]);
  });

  it.each(['_INBOX_exchange.>', 'SIMPUL.RES.exchange.e1.*.*', 'SIMPUL.*.audit.*.*.*', 'SIMPUL.>', '>'])(
    "refuses in the server to read another's inbox: %s",
    async (subject) => {
      const refusal = gateway.refusal(subject);
      gateway.client.subscribe(subject, { callback: () => undefined });
      await expect(refusal).resolves.toBe('subscription');
    },
  );

  it('drops and counts a packet whose sender differs from its subject', async () => {
    await gateway.send('SIMPUL.REQ.audit.a1.gateway.g9', request('exchange.e1', 'exchange'));
    await auditIsDone();
    expect(appended).toEqual([]);
    expect(audit.dropped).toEqual(['sender']);
  });

  it('drops and counts a call in the name of a service that the sender does not run', async () => {
    await gateway.send('SIMPUL.REQ.audit.a1.gateway.g9', request('gateway.g9', 'exchange'));
    await auditIsDone();
    expect(appended).toEqual([]);
    expect(audit.dropped).toEqual(['caller']);
  });

  it('refuses an append by the gateway under its own name, whom the contract does not list', async () => {
    const { client } = gateway;
    const answered = new Promise<unknown>((resolve) => {
      client.subscribe('SIMPUL.RES.gateway.g9.*.*', {
        callback: (_, { data }) => resolve(decode(data)),
        max: 1,
      });
    });
    await gateway.send('SIMPUL.REQ.audit.a1.gateway.g9', request('gateway.g9', 'gateway'));
    await expect(answered).resolves.toMatchObject({ success: false, error: { code: 'SIMPUL_BUS_CALLER_REFUSED' } });
    expect(appended).toEqual([]);
  });

  it('does not call a node for services that it may not offer', async () => {
    const actions = { 'audit.append': { name: 'audit.append', rawName: 'append' } };
    const services = [{ name: 'audit', fullName: 'audit', actions }];
    const info = { ver: VER, sender: 'gateway.g9', instanceID: 'i', seq: 9, services };
    await gateway.send('SIMPUL.INFO._._.gateway.g9', info);
    for (let call = 0; call < 10; call += 1) await append();
    expect(appended).toHaveLength(10);
  });

  it('does not believe that another node left, nor another run of it', async () => {
    const info = { ver: VER, sender: 'audit.a1', instanceID: 'other', seq: 99, services: [] };
    await gateway.send('SIMPUL.DISCONNECT._._.gateway.g9', { ver: VER, sender: 'audit.a1' });
    await gateway.send('SIMPUL.INFO._._.gateway.g9', info);
    await append();
    expect(exchange.dropped).toEqual(['sender', 'sender']);
    expect(appended).toHaveLength(1);
  });

  it('takes an answer only from the node that was asked', async () => {
    const asked = Promise.withResolvers<string>();
    const spy = await region.forger('audit');
    spy.client.subscribe('SIMPUL.REQ.audit.a1.exchange.e1', {
      callback: (_, { data }) => asked.resolve((decode(data) as { id: string }).id),
    });
    await spy.client.flush();
    const registry = await region.forger('registry');
    const slow = Promise.withResolvers<void>();
    answer = () => slow.promise;
    const outcome = append();
    const id = await asked.promise;
    const forged = { ver: VER, sender: 'registry.r9', id, success: true, data: { outcomes: ['superseded'] } };
    await registry.send('SIMPUL.RES.exchange.e1.registry.r9', forged);
    await until(() => exchange.dropped.includes('responder'));
    slow.resolve();
    await expect(outcome).resolves.toEqual({ outcomes: ['stored'] });
  });

  it('hears an announcement only from who may announce', async () => {
    let woken = 0;
    exchange.bus.listen(registryChanged, () => (woken += 1));
    const registry = await region.forger('registry');
    const edge = await region.forger('edge');
    const refusal = edge.refusal('SIMPUL.EVENT._._.edge.x9');
    await edge.send('SIMPUL.EVENT._._.edge.x9', { ver: VER, sender: 'edge.x9', event: 'registry.changed' });
    await expect(refusal).resolves.toBe('publish');
    const identity = await region.forger('identity');
    await identity.send('SIMPUL.EVENT._._.identity.i9', { ver: VER, sender: 'identity.i9', event: 'registry.changed' });
    await registry.send('SIMPUL.EVENT._._.registry.r9', { ver: VER, sender: 'registry.r9', event: 'registry.changed' });
    await until(() => woken > 0);
    expect(exchange.dropped).toEqual(['announcer']);
    expect(woken).toBe(1);
  });

  it.each([
    ['bytes that are no packet', new Uint8Array([0, 0, 0, 9, 1])],
    ['a packet of another kind of value', new Uint8Array([0, 0, 0, 2, 0x5b, 0x5d])],
  ])('goes on reading after %s', async (_, data) => {
    gateway.client.publish('SIMPUL.REQ.audit.a1.gateway.g9', data);
    await gateway.client.flush();
    await append();
    expect(audit.dropped).toEqual(['format']);
  });
});
