import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { type Denial, identityChanges, registryChanges, type RegistryObject } from '@simpul/contracts';
import { BUS, SimpulError } from '@simpul/errors';
import { temporaryFolder } from '@simpul/testing';
import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { type Bus, type BusClient, followDenylist, followRegistry, keptIn } from '../../src/index.ts';

const MINUTE_MS = 60_000;
const folder = temporaryFolder();
const objects: RegistryObject[] = ['a', 'b'].map((id) => ({
  kind: 'person',
  id,
  value: { email: id, role: 'auditor' },
}));
const denials: Denial[] = [{ id: 'c', before: Math.floor(Date.now() / 1000) }];
const stops: (() => void)[] = [];
const bus = { listen: () => undefined, isHere: () => false } as unknown as Bus;

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});
afterAll(() => folder.remove());

/** A process that follows both; without contact every call fails. */
function startProcess({ contact, maxAgeMs = MINUTE_MS }: { contact: () => boolean; maxAgeMs?: number }) {
  const asked: number[] = [];
  const client = {
    async call(action: unknown, { since }: { since: number }) {
      if (!contact()) throw new SimpulError(BUS.UNAVAILABLE, { params: { service: 'x' } });
      asked.push(since);
      if (action === registryChanges) return { revision: 2, changed: objects.slice(since), deleted: [], more: false };
      expect(action).toBe(identityChanges);
      return { revision: 1, denials: denials.slice(since), more: false };
    },
  } as unknown as BusClient;
  const applied: string[] = [];
  const kept = keptIn(folder.path, 'test', maxAgeMs);
  const registry = followRegistry(bus, client, {
    apply: (changed) => void applied.push(...changed.map(({ id }) => id)),
    onFailure: () => undefined,
    kept: kept.registry,
  });
  const denylist = followDenylist(bus, client, {
    onFailure: () => undefined,
    kept: kept.denylist,
    authorityMaxAgeMs: maxAgeMs,
  });
  stops.push(() => {
    registry.stop();
    denylist.stop();
  });
  return { registry, denylist, applied, asked, started: Promise.all([registry.start(), denylist.start()]) };
}

const token = { clientId: 'c', subject: 'c', issuedAt: 1 };

describe('a process that starts without contact', () => {
  it('goes on with what an earlier one knew, as old as it is, and takes up from there', async () => {
    await startProcess({ contact: () => true }).started;
    while (!existsSync(`${folder.path}/test-registry.ndjson.heard`)) await setImmediate();
    while (!existsSync(`${folder.path}/test-denylist.ndjson.heard`)) await setImmediate();

    let contact = false;
    const { started, registry, denylist, applied, asked } = startProcess({ contact: () => contact });
    await started;
    expect(applied).toEqual(['a', 'b']);
    expect(denylist.denies(token)).toBe(true);
    expect(registry.age()).toBeGreaterThan(0);
    expect(registry.age()).toBeLessThan(MINUTE_MS);
    contact = true;
    while (asked.length < 2) await setImmediate();
    expect(new Set(asked)).toEqual(new Set([1, 2]));
    expect(applied).toEqual(['a', 'b']);
  });

  it('knows nothing where that is too old, and waits', async () => {
    const { started, registry, denylist, applied } = startProcess({ contact: () => false, maxAgeMs: -1 });
    const ended = Promise.allSettled([started]);
    for (const _ of [1, 2, 3]) await setImmediate();
    expect([applied, registry.age(), denylist.isStale()]).toEqual([[], Number.POSITIVE_INFINITY, true]);
    for (const stop of stops.splice(0)) stop();
    await expect(ended).resolves.toMatchObject([{ status: 'rejected', reason: { code: BUS.UNAVAILABLE.code } }]);
  });
});
