import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditAppend, auditKnown } from '@simpul/contracts';
import { machineHasTools, type StartedProcess, startProcess } from '@simpul/testing';
import { resolve } from 'node:path';
import { type Member, type RegionNats, startRegionNats } from './support/nats-of-a-region.ts';
import { until } from './support/until.ts';

const withNats = machineHasTools('nats-server') ? describe : describe.skip;
const MEMBER = resolve(import.meta.dirname, 'support/audit-member.ts');
const UNAVAILABLE = { code: 'SIMPUL_BUS_UNAVAILABLE', params: { service: 'audit' } };

withNats('a process that is gone', () => {
  let region: RegionNats;
  let exchange: Member;
  const running: StartedProcess[] = [];

  beforeAll(async () => {
    region = await startRegionNats();
    exchange = region.member('exchange', 'e1');
    await exchange.bus.start();
  });
  afterAll(async () => {
    for (const process of running) await process.end('SIGKILL');
    await region.stop();
  });

  async function startAudit(instance: string): Promise<StartedProcess> {
    const options = JSON.stringify(region.address('audit', instance));
    const started = await startProcess([process.execPath, MEMBER, options], { name: 'audit', ready: 'open\n' });
    running.push(started);
    return started;
  }
  const known = () => exchange.bus.as('exchange').call(auditKnown, { ids: ['x'] });
  const append = () => {
    const leaf = { id: 'x', leaf: new Uint8Array([1]), sideCar: new Uint8Array() };
    return exchange.bus.as('exchange').call(auditAppend, { leaves: [leaf] });
  };
  /** Whether a call ends before anything could be read from a socket or a timer could fire. */
  const endsAtOnce = (call: Promise<unknown>): Promise<boolean> => {
    const ended = call.then(
      () => true,
      () => true,
    );
    return Promise.race([ended, new Promise<boolean>((next) => setImmediate(next, false))]);
  };

  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    'ends the calls that wait for it well before their deadline, refuses later ones at once, and is called again when it is back: %s',
    async (signal) => {
      const audit = await startAudit('a1');
      await exchange.bus.reachable(['audit']);
      await expect(known()).resolves.toEqual({ known: ['a1'] });
      const waiting = append();
      await until(() => audit.output().includes('asked to append'));
      if (signal === 'SIGSTOP') await audit.pause();
      else audit.process.kill(signal);
      // Its deadline would end it as SIMPUL_BUS_TIMEOUT.
      await expect(waiting).rejects.toMatchObject(UNAVAILABLE);
      expect(exchange.bus.missing(['audit'])).toEqual(['audit']);
      await expect(known()).rejects.toMatchObject(UNAVAILABLE);
      await expect(endsAtOnce(known())).resolves.toBe(true);
      if (signal === 'SIGSTOP') audit.resume();
      else await startAudit('a1');
      await exchange.bus.reachable(['audit']);
      await expect(known()).resolves.toEqual({ known: ['a1'] });
      for (const started of running.splice(0)) await started.end('SIGKILL');
      await until(() => exchange.bus.missing(['audit']).length > 0);
    },
  );

  it('puts a call that does no harm twice to another process of the service', async () => {
    const first = await startAudit('a1');
    await startAudit('a2');
    const answers = new Set<string>();
    await until(async () => answers.add((await known()).known[0] ?? '').size === 2);
    await first.pause();
    // Calls take turns, so one of two is put to the one that is silent.
    await expect(Promise.all([known(), known()])).resolves.toEqual([{ known: ['a2'] }, { known: ['a2'] }]);
  });

  it('waits for a service until a signal ends the wait', async () => {
    const abort = new AbortController();
    const waiting = exchange.bus.reachable(['registry'], abort.signal);
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
