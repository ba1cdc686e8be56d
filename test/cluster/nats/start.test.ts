import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createBus, handler, MAX_PACKET_BYTES } from '@simpul/bus';
import { auditAppend, auditFile, auditKnown } from '@simpul/contracts';
import { machineHasTools } from '@simpul/testing';
import { type Member, type RegionNats, startRegionNats } from './support/nats-of-a-region.ts';

const withNats = machineHasTools('nats-server') ? describe : describe.skip;
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

withNats('a process that joins', () => {
  let region: RegionNats;
  let audit: Member;
  let exchange: Member;
  let gateway: Member;

  beforeAll(async () => {
    region = await startRegionNats();
    audit = region.member('audit', 'a1');
    exchange = region.member('exchange', 'e1');
    gateway = region.member('gateway', 'g1');
    const body = new Uint8Array(MAX_PACKET_BYTES);
    audit.bus.serve('audit', [
      handler(auditAppend, ({ leaves }) => Promise.resolve({ outcomes: leaves.map(() => 'stored' as const) })),
      handler(auditKnown, ({ ids }) => Promise.resolve({ known: [...ids] })),
      handler(auditFile, () => Promise.resolve({ contentType: 'text/plain', immutable: false, body })),
    ]);
    await Promise.all([audit, exchange, gateway].map(({ bus }) => bus.start()));
  });
  afterAll(() => region.stop());

  it('is not called before it is open', async () => {
    const call = () => exchange.bus.as('exchange').call(auditKnown, { ids: ['x'] });
    expect(exchange.bus.missing(['audit', 'exchange'])).toEqual(['audit']);
    await expect(call()).rejects.toMatchObject({ code: 'SIMPUL_BUS_UNAVAILABLE' });
    await audit.bus.open();
    await exchange.bus.reachable(['audit']);
    await expect(call()).resolves.toEqual({ known: ['x'] });
  });

  it('knows which services run in it', () => {
    expect(region.member('edge', 'x1').bus.isHere('exchange')).toBe(true);
    expect(gateway.bus.isHere('exchange')).toBe(false);
  });

  it('gets a clear error for a message that is too large, both ways, instead of waiting', async () => {
    const leaf = { id: 'x', leaf: new Uint8Array(MAX_PACKET_BYTES), sideCar: new Uint8Array() };
    const append = exchange.bus.as('exchange').call(auditAppend, { leaves: [leaf] });
    await expect(append).rejects.toMatchObject({ code: 'SIMPUL_BUS_TOO_LARGE' });
    await gateway.bus.reachable(['audit']);
    const file = gateway.bus.as('gateway').call(auditFile, { log: 'x', path: 'checkpoint' });
    await expect(file).rejects.toMatchObject({ code: 'SIMPUL_BUS_TOO_LARGE' });
  });

  it('does not start under the name of one that runs', async () => {
    const namesake = region.member('audit', 'a1');
    await expect(namesake.bus.start()).rejects.toMatchObject({ code: 'SIMPUL_BUS_NATS_REFUSED' });
    expect(namesake.bus.notReady()).toBeDefined();
    await expect(exchange.bus.as('exchange').call(auditKnown, { ids: ['x'] })).resolves.toEqual({ known: ['x'] });
    expect(audit.fatal).toEqual([]);
  });

  it.each([
    ['the key of another party', () => ({ ...region.address('audit', 'a9'), nkeyFile: region.nkeyFile('gateway') })],
    ['no key', () => ({ ...region.address('audit', 'a9'), nkeyFile: undefined })],
    ['a key that is not there', () => ({ ...region.address('audit', 'a9'), nkeyFile: '/nowhere/audit.nk' })],
    ['a secret in the address', () => ({ ...region.address('audit', 'a9'), url: 'tls://user:secret@127.0.0.1:1' })],
  ])('does not start with %s, and says so without naming a secret', async (_, address) => {
    const { nkeyFile, ...where } = address();
    const bus = createBus({
      nodeId: 'unused',
      nats: { ...where, ...(nkeyFile !== undefined && { nkeyFile }), logger },
    });
    const outcome = bus.start();
    await expect(outcome).rejects.toMatchObject({
      code: expect.stringMatching(/^SIMPUL_BUS_NATS_/),
      message: expect.not.stringMatching(/secret@|SU[A-Z0-9]{10}/),
    });
    await bus.stop();
  });

  it('waits for a server that is not there, and can be stopped meanwhile', async () => {
    const bus = createBus({
      nodeId: 'unused',
      nats: { ...region.address('audit', 'a9'), url: 'tls://127.0.0.1:1', logger },
    });
    const started = bus.start();
    expect(bus.notReady()).toBeDefined();
    await bus.stop();
    await expect(Promise.race([started.then(() => 'started'), Promise.resolve('waiting')])).resolves.toBe('waiting');
  });
});
