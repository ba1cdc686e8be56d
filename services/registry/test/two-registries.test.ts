import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createBus, handler } from '@simpul/bus';
import {
  auditAppend,
  type PlanEntry,
  registryAgreement,
  registryApply,
  registryCatalog,
  registryChanges,
  registryNotices,
  registryPut,
  type RegistryObject,
} from '@simpul/contracts';
import { createLogger } from '@simpul/telemetry';
import { findMongoServer, shareDatabase, type SharedPlace, shareFile } from '@simpul/testing';
import { FOUNDING, type Founding } from '../src/founding/found-region.ts';
import { COLLECTIONS } from '../src/store/all-collections.ts';
import { create } from '../src/index.ts';
import { type Commit, commitId, COMMITS, STORE_FORMAT } from '../src/store/commits.ts';
import { OPERATOR } from './running-registry.ts';
import { agreementOf, groupOf, memberOf, settingsOf } from './sample-objects.ts';

type Leaf = Record<string, unknown>;

/** A region of several commits. */
const REGION: readonly RegistryObject[] = [
  settingsOf(),
  ...Array.from({ length: 4000 }, (_, i) => memberOf(`M${i}`, 'x'.repeat(200))),
];

const IDS = REGION.map(({ id }) => id).toSorted();

/** One process of the registry, on a bus of its own. */
async function startRegistry(
  place: SharedPlace,
  { nodeId, region, leaves }: { nodeId: string; region?: readonly RegistryObject[] | undefined; leaves: Leaf[] },
) {
  const bus = createBus({ nodeId });
  const plans: (readonly PlanEntry[])[] = [];
  bus.serve('audit', [
    handler(auditAppend, async ({ leaves: sent }) => {
      leaves.push(...sent.map(({ leaf }) => JSON.parse(Buffer.from(leaf).toString()) as Leaf));
      return { outcomes: sent.map(() => 'stored' as const) };
    }),
  ]);
  const module = await create(
    { nodeId, region },
    {
      bus,
      logger: createLogger({ level: 'silent' }),
      openStore: (collections, format) => place.openStore(collections, format),
      onPlan: (entries) => plans.push(entries),
    },
  );
  await bus.start();
  return {
    module,
    plans,
    gateway: bus.as('gateway'),
    start: () => module.start(),
    async stop() {
      await module.stop();
      await bus.stop();
    },
  };
}
type OneRegistry = Awaited<ReturnType<typeof startRegistry>>;

function twoRegistries(open: () => Promise<SharedPlace>): void {
  let place: SharedPlace;
  let leaves: Leaf[];
  let running: OneRegistry[];
  beforeEach(async () => {
    [leaves, running] = [[], []];
    place = await open();
  });
  afterEach(async () => {
    for (const one of running) await one.stop();
    await place.remove();
  });

  async function make(
    nodeId: string,
    { region }: { region?: readonly RegistryObject[] } = { region: REGION },
  ): Promise<OneRegistry> {
    const made = await startRegistry(place, { nodeId, region, leaves });
    running.push(made);
    return made;
  }
  const collections = () => place.openStore(COLLECTIONS, STORE_FORMAT);
  const said = (type: string) => leaves.filter((leaf) => leaf['type'] === type);
  const held = async (at: OneRegistry) =>
    (await at.gateway.call(registryChanges, { since: 0, limit: 10_000 })).changed.map(({ id }) => id).toSorted();

  it('apply the region file once, though both begin at once', async () => {
    const [a, b] = [await make('registry.a'), await make('registry.b')];
    await Promise.all([a.start(), b.start()]);
    expect(said('config.applied')).toEqual([expect.not.objectContaining({ outcome: 'refused' })]);
    for (const one of [a, b]) {
      expect(await held(one)).toEqual(IDS);
      expect([one.plans, one.module.notReady()]).toEqual([[], undefined]);
    }
  });

  it('finish a region file that another process left half applied', async () => {
    const a = await make('registry.a');
    const store = await collections();
    const [settings] = REGION;
    const changes = [
      { revision: 1, kind: 'settings', id: 'region', managedBy: 'file', value: settings?.value as never },
    ];
    await store
      .collection<Commit>(COMMITS)
      .insert({ id: commitId(1), first: 1, last: 1, at: 1, changes: changes as never });
    await store.collection<Founding>(FOUNDING).put({ id: 'region', isDone: false });
    await a.start();
    expect(await held(a)).toEqual(IDS);
    const b = await make('registry.b', { region: [...REGION, memberOf('NEW')] });
    await b.start();
    expect(b.plans).toEqual([[expect.objectContaining({ action: 'create', id: 'ID-LA/GOV/NEW' })]]);
    expect(said('config.applied')).toHaveLength(1);
  });

  it('tell followers every change, in order, whichever of them is asked, while both write', async () => {
    const [a, b] = [await make('registry.a'), await make('registry.b')];
    await Promise.all([a.start(), b.start()]);
    const codes = Array.from({ length: 20 }, (_, i) => `g${i}`);
    const writing = Promise.all(
      codes.map((code, i) =>
        (i % 2 === 0 ? a : b).gateway.call(registryPut, {
          kind: 'group',
          id: code,
          expected: 'absent',
          body: { members: [] },
          actor: OPERATOR,
        }),
      ),
    );
    let isWritten = false;
    void writing.finally(() => (isWritten = true));
    const seen: string[] = [];
    let revision = 0;
    for (let turn = 0, last = false; !last; turn++) {
      last = isWritten;
      const at = turn % 2 === 0 ? a : b;
      const answer = await at.gateway.call(registryChanges, { since: revision, limit: 3 });
      expect(answer.revision).toBeGreaterThanOrEqual(revision);
      seen.push(...answer.changed.filter(({ kind }) => kind === 'group').map(({ id }) => id));
      ({ revision } = answer);
      last &&= !answer.more;
    }
    await writing;
    expect(seen.toSorted()).toEqual(codes.toSorted());
    const refused = said('config.group').filter((leaf) => leaf['outcome'] === 'refused');
    expect(said('config.group').length - refused.length * 2).toBe(codes.length);
  });

  it('know what the other applied: catalogue, suspension, revision', async () => {
    const [a, b] = [await make('registry.a'), await make('registry.b')];
    await Promise.all([a.start(), b.start()]);
    const { revision: before } = await b.gateway.call(registryCatalog, { limit: 10 });
    await a.gateway.call(registryApply, { objects: [...REGION, groupOf('g')], prune: false });
    const { revision, changed } = await b.gateway.call(registryChanges, { since: before, limit: 10 });
    expect(changed.map(({ id }) => id)).toEqual(['g']);
    expect((await b.gateway.call(registryCatalog, { limit: 10 })).revision).toBe(revision);
  });

  it('end an agreement whose last day is over once, with one leaf and one notice', async () => {
    const store = await collections();
    const over = agreementOf('A-1', {
      validFrom: '2026-01-01',
      validUntil: new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10),
    });
    const objects = [settingsOf(), memberOf('A'), memberOf('B'), over];
    const changes = objects.map(({ kind, id, value }, i) => ({ revision: i + 1, kind, id, managedBy: 'api', value }));
    await store.collection<Commit>(COMMITS).insert({
      id: commitId(1),
      first: 1,
      last: changes.length,
      at: 1,
      changes: changes as never,
    });
    const [a, b] = [await make('registry.a', {}), await make('registry.b', {})];
    await Promise.all([a.start(), b.start()]);
    const actor = { kind: 'person', id: 'x', grants: [{ role: 'operator' as const }] } as const;
    const read = () => a.gateway.call(registryAgreement, { id: 'A-1' });
    while ((await read()).status !== 'expired') await new Promise((resolve) => setImmediate(resolve));
    // Both look when they start, and what goes on is finished before they stop.
    for (const one of running.splice(0)) await one.stop();
    const again = await make('registry.a', {});
    await again.start();
    await (await make('registry.b', {})).start();
    const told = async () => {
      const { items } = await again.gateway.call(registryNotices, {
        actor: { ...actor, grants: [...actor.grants] },
        limit: 10,
      });
      return items.filter(({ kind }) => kind === 'agreement-expired').map(({ id }) => id);
    };
    while ((await told()).length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await told()).toEqual(['ended/A-1/v1']);
    expect(said('config.agreement').map((leaf) => leaf['op'])).toEqual(['expire v1']);
  });
}

describe('two registries over one SQLite store', () => {
  twoRegistries(() => shareFile('registry'));
});

(findMongoServer().isThere ? describe : describe.skip)('two registries over MongoDB', () => {
  twoRegistries(() => shareDatabase('registry'));
});
