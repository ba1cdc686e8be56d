import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createNkey, handler } from '@simpul/bus';
import { auditKnown, registryChanged } from '@simpul/contracts';
import { machineHasTools, writeNatsConfig } from '@simpul/testing';
import { rmSync, writeFileSync } from 'node:fs';
import { type Member, type RegionNats, startRegionNats } from './support/nats-of-a-region.ts';
import { until } from './support/until.ts';

const withNats = machineHasTools('nats-server') ? describe : describe.skip;
const UNAVAILABLE = { code: 'SIMPUL_BUS_UNAVAILABLE', params: { service: 'audit' } };

withNats('NATS that is gone', () => {
  let region: RegionNats;
  let audit: Member;
  let exchange: Member;
  let asked: string[];
  const gone = Promise.withResolvers<void>();

  beforeAll(async () => {
    region = await startRegionNats();
    audit = region.member('audit', 'a1');
    exchange = region.member('exchange', 'e1');
    asked = [];
    audit.bus.serve('audit', [
      handler(auditKnown, async ({ ids }) => {
        asked.push(...ids);
        if (ids.includes('lost') && asked.filter((id) => id === 'lost').length === 1) await gone.promise;
        return { known: [...ids] };
      }),
    ]);
    await Promise.all([audit.bus.start(), exchange.bus.start()]);
    await audit.bus.open();
    await exchange.bus.reachable(['audit']);
  });
  afterAll(() => region.stop());

  const known = (id: string) => exchange.bus.as('exchange').call(auditKnown, { ids: [id] });

  it('refuses calls meanwhile, never sends them later, and works again once it is back', async () => {
    await expect(known('before')).resolves.toEqual({ known: ['before'] });
    await region.nats.kill();
    await until(() => exchange.bus.notReady() !== undefined && audit.bus.notReady() !== undefined);
    await expect(known('during')).rejects.toMatchObject(UNAVAILABLE);
    await audit.bus.as('registry').announce(registryChanged);
    await region.nats.start();
    await until(() =>
      known('after').then(
        () => true,
        () => false,
      ),
    );
    expect(exchange.bus.notReady()).toBeUndefined();
    expect(asked).not.toContain('during');
    expect([...exchange.fatal, ...audit.fatal]).toEqual([]);
  });

  it('has what was answered into nothing asked once more, if that does no harm', async () => {
    const answer = known('lost');
    await until(() => asked.includes('lost'));
    await region.nats.kill();
    await until(() => audit.bus.notReady() !== undefined);
    gone.resolve();
    await region.nats.start();
    await expect(answer).resolves.toEqual({ known: ['lost'] });
    expect(asked.filter((id) => id === 'lost')).toHaveLength(2);
  });

  it('is joined again with a new key, without a restart of the process', async () => {
    rmSync(region.nkeyFile('exchange'));
    await region.nats.kill();
    await writeNatsConfig(region.folder);
    await region.nats.start();
    await until(() =>
      known('new key').then(
        () => true,
        () => false,
      ),
    );
    expect(exchange.fatal).toEqual([]);
  });

  it('ends calls while it is paused, and works again once it goes on', async () => {
    await region.nats.pause();
    await expect(known('paused')).rejects.toMatchObject(UNAVAILABLE);
    expect(exchange.bus.missing(['audit'])).toEqual(['audit']);
    region.nats.resume();
    await until(() =>
      known('resumed').then(
        () => true,
        () => false,
      ),
    );
  });

  it('is given up for good where it no longer knows the key', async () => {
    await region.nats.kill();
    rmSync(region.nkeyFile('exchange'));
    const old = createNkey();
    await writeNatsConfig(region.folder);
    writeFileSync(region.nkeyFile('exchange'), old.seed);
    await region.nats.start();
    await until(() => exchange.fatal.length > 0);
    expect(exchange.fatal).toEqual([expect.objectContaining({ code: 'SIMPUL_BUS_NATS_REFUSED' })]);
    expect(exchange.bus.notReady()).toBeDefined();
    expect(audit.fatal).toEqual([]);
  });
});
