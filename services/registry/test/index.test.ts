import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { createBus, handler, type Module } from '@simpul/bus';
import { BUS, SimpulError } from '@simpul/errors';
import {
  type Agreement,
  auditAppend,
  type PlanEntry,
  registryApply,
  registryChanged,
  registryChanges,
  registryPlan,
  type RegistryObject,
} from '@simpul/contracts';
import { openSqliteDocumentStore } from '@simpul/store';
import { createLogger } from '@simpul/telemetry';
import { temporaryFolder } from '@simpul/testing';
import { create } from '../src/index.ts';
import { agreementOf, lateErrorOf, memberOf, settingsOf } from './sample-objects.ts';

const folder = temporaryFolder();
let files = 0;
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
afterAll(() => folder.remove());

const newFile = (): string => `${folder.path}/registry-${files++}.sqlite`;

async function start(file: string, region: readonly RegistryObject[] | undefined, roundTrip = false) {
  const bus = createBus({ nodeId: 'node-1', roundTrip });
  const plans: (readonly PlanEntry[])[] = [];
  let woken = 0;
  const log = { isDown: false, leaves: [] as Record<string, unknown>[] };
  bus.serve('audit', [
    handler(auditAppend, async ({ leaves }) => {
      if (log.isDown) throw new SimpulError(BUS.UNAVAILABLE, { params: { service: 'audit' } });
      log.leaves.push(...leaves.map(({ leaf }) => JSON.parse(Buffer.from(leaf).toString()) as Record<string, unknown>));
      return { outcomes: leaves.map(() => 'stored' as const) };
    }),
  ]);
  const module: Module = await create(
    { nodeId: 'node-1', region },
    {
      bus,
      logger: createLogger({ level: 'silent' }),
      openStore: (collections, format) => openSqliteDocumentStore({ file, collections, format }),
      onPlan: (entries) => plans.push(entries),
    },
  );
  bus.listen(registryChanged, () => woken++);
  await bus.start();
  await module.start();
  const stop = async (): Promise<void> => {
    await module.stop();
    await bus.stop();
  };
  stops.push(stop);
  const gateway = bus.as('gateway');
  return {
    module,
    plans,
    log,
    woken: () => woken,
    gateway,
    held: async () => (await gateway.call(registryChanges, { since: 0, limit: 1000 })).changed,
    restart: async (next: readonly RegistryObject[] | undefined) => {
      stops.splice(stops.indexOf(stop), 1);
      await stop();
      return start(file, next, roundTrip);
    },
  };
}

const REGION = [settingsOf(), memberOf('A')];

/** Leaves on agreements, as `who: what number`. */
const decisionsIn = ({ leaves }: { readonly leaves: readonly Record<string, unknown>[] }): string[] =>
  leaves
    .filter(({ type }) => type === 'config.agreement')
    .map(({ actor, op, agreement }) => `${String(actor)}: ${String(op)} ${(agreement as { id: string }).id}`);

describe('agreements of a region file', () => {
  const of = (...agreements: readonly RegistryObject[]): RegistryObject[] => [...REGION, ...agreements];
  const [one, two] = [agreementOf('PKS-1'), agreementOf('PKS-2')];

  it('are named in the log one by one after a start, with text, legal basis and purpose', async () => {
    const { log } = await start(newFile(), of(one, two));
    while (decisionsIn(log).length < 2) await new Promise(setImmediate);
    expect(decisionsIn(log)).toEqual([
      'undefined: region create v1 active PKS-1',
      'undefined: region create v1 active PKS-2',
    ]);
    const { digest, legalBasis, purpose, consumer, service } = one.value as Agreement;
    expect(log.leaves.find(({ type }) => type === 'config.agreement')).toMatchObject({
      agreement: { id: 'PKS-1', digest },
      legal: legalBasis,
      purpose: purpose.code,
      consumer,
      provider: service,
    });
  });

  it('are named when a file is applied, before it is in force, by whom', async () => {
    const { gateway, log, held } = await start(newFile(), REGION);
    const actor = { kind: 'client', id: 'sandbox-operator', grants: [] } as const;
    const apply = (objects: RegistryObject[]) =>
      gateway.call(registryApply, { objects, prune: true, actor: { ...actor, grants: [] } });
    await apply(of(one, two));
    await apply(of(agreementOf('PKS-1', { status: 'suspended' }), two));
    await apply(of(two));
    expect(decisionsIn(log)).toEqual([
      'sandbox-operator: region create v1 active PKS-1',
      'sandbox-operator: region create v1 active PKS-2',
      'sandbox-operator: region update v1 suspended PKS-1',
      'sandbox-operator: region delete v1 suspended PKS-1',
    ]);
    log.isDown = true;
    await lateErrorOf(apply(of(one, two)));
    await expect(held()).resolves.not.toContainEqual(one);
    log.isDown = false;
  });
});

describe('a region file at start', () => {
  it('is applied to an empty registry', async () => {
    const { held, plans, module } = await start(newFile(), REGION);
    await expect(held()).resolves.toEqual(REGION);
    expect(plans).toEqual([]);
    expect(module.notReady()).toBeUndefined();
  });

  it('is only compared with a registry that holds something', async () => {
    const first = await start(newFile(), REGION);
    const { held, plans } = await first.restart([settingsOf(), memberOf('A', 'other'), memberOf('B')]);
    await expect(held()).resolves.toEqual(REGION);
    expect(plans).toEqual([
      [
        { action: 'update', kind: 'member', id: 'ID-LA/GOV/A', fields: ['name'] },
        { action: 'create', kind: 'member', id: 'ID-LA/GOV/B', fields: [] },
      ],
    ]);
  });

  it('is not spoken of where it changes nothing', async () => {
    const first = await start(newFile(), REGION);
    const { plans } = await first.restart(REGION);
    expect(plans).toEqual([]);
  });

  it('may be absent: then an empty registry is not ready, and a filled one goes on', async () => {
    const { module, gateway, restart } = await start(newFile(), undefined);
    expect(module.notReady()).toBe('the registry holds no region yet');
    await gateway.call(registryApply, { objects: REGION, prune: false });
    expect(module.notReady()).toBeUndefined();
    await expect((await restart(undefined)).held()).resolves.toEqual(REGION);
  });
});

describe.each([false, true])('on the bus (through the serializer: %p)', (roundTrip) => {
  it('a plan changes nothing, and applying it does what it said', async () => {
    const { gateway, held, woken } = await start(newFile(), REGION, roundTrip);
    const before = woken();
    const wanted = { objects: [settingsOf(), memberOf('B')], prune: true };
    const planned = await gateway.call(registryPlan, wanted);
    await expect(held()).resolves.toEqual(REGION);
    expect(woken()).toBe(before);
    const applied = await gateway.call(registryApply, wanted);
    expect(applied.entries).toEqual(planned.entries);
    expect([planned.revision, applied.revision]).toEqual([2, 4]);
    await expect(held()).resolves.toEqual(wanted.objects);
    expect(woken()).toBe(before + 1);
  });

  it('files applied at once take their turns', async () => {
    const { gateway, held } = await start(newFile(), REGION, roundTrip);
    const names = ['one', 'two', 'three'];
    const objects = names.map((name) => [settingsOf(), memberOf('A', name), memberOf(name)]);
    await Promise.all(objects.map((each) => gateway.call(registryApply, { objects: each, prune: true })));
    const now = await held();
    expect(now).toHaveLength(3);
    expect(now).toEqual(expect.arrayContaining([...(objects[2] ?? [])]));
  });

  it('another instance is refused, and does not stop those after it', async () => {
    const { gateway, held } = await start(newFile(), REGION, roundTrip);
    const other = { objects: [settingsOf({ instance: 'ID-JB' })], prune: true };
    expect((await lateErrorOf(gateway.call(registryPlan, other))).code).toBe('SIMPUL_REGION_INSTANCE_MISMATCH');
    expect((await lateErrorOf(gateway.call(registryApply, other))).code).toBe('SIMPUL_REGION_INSTANCE_MISMATCH');
    await gateway.call(registryApply, { objects: [settingsOf(), memberOf('A', 'new')], prune: false });
    await expect(held()).resolves.toContainEqual(memberOf('A', 'new'));
  });

  it('is in the log before it is in force, with who applied it and what it changes', async () => {
    const { gateway, held, log } = await start(newFile(), undefined);
    const actor = { kind: 'client', id: 'sandbox-operator', grants: [] } as const;
    await gateway.call(registryApply, { objects: REGION, prune: false, actor: { ...actor, grants: [] } });
    await gateway.call(registryApply, { objects: REGION, prune: false, actor: { ...actor, grants: [] } });
    expect(log.leaves.filter(({ type }) => type === 'config.applied')).toMatchObject([
      {
        op: 'region: member created 1, settings created 1',
        actor: 'sandbox-operator',
        src: { node: 'node-1.registry' },
      },
    ]);
    log.isDown = true;
    const changed = [settingsOf(), memberOf('A', 'new')];
    const error = await lateErrorOf(gateway.call(registryApply, { objects: changed, prune: false }));
    expect(error.code).toBe('SIMPUL_RECORD_UNAVAILABLE');
    await expect(held()).resolves.toEqual(REGION);
    log.isDown = false;
  });
});
