import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RECORD, SimpulError } from '@simpul/errors';
import { type Collection, LEASES, type Leases, openLeases, openSqliteDocumentStore } from '@simpul/store';
import { createLogger } from '@simpul/telemetry';
import { temporaryFolder } from '@simpul/testing';
import { createRegionTelling, TELLING } from '../../src/agreements/tell-region.ts';
import { type Commit, COMMITS, STORE_FORMAT } from '../../src/store/commits.ts';
import { RegistryStore } from '../../src/store/registry-store.ts';
import { agreementOf } from '../sample-objects.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const COUNT = 600;
let files = 0;
let store: RegistryStore;
let rows: Collection<{ id: string; told: number; until: number }>;
let leases: Leases;

beforeEach(async () => {
  const file = `${folder.path}/registry-${files++}.sqlite`;
  const database = await openSqliteDocumentStore({
    file,
    collections: [COMMITS, TELLING, LEASES],
    format: STORE_FORMAT,
  });
  store = new RegistryStore(database.collection<Commit>(COMMITS));
  rows = database.collection(TELLING);
  leases = openLeases(database);
});

const fill = (managedBy: 'file' | 'api' = 'file') =>
  store.commit(
    store.registry.revision,
    Array.from({ length: COUNT }, (_, n) => ({ ...agreementOf(`PKS-${n}`), managedBy })),
  );

/** A start of the registry. @param capacity - leaves that the log takes before it is down */
function startWith(capacity = Infinity) {
  const named: string[] = [];
  const logger = createLogger({ level: 'silent' });
  const leaves = {
    write: async ({ op, agreement }: Record<string, unknown>) => {
      if (named.length >= capacity) throw new SimpulError(RECORD.UNAVAILABLE);
      named.push(`${String(op)} ${(agreement as { id: string }).id}`);
      return '';
    },
  };
  return { named, telling: createRegionTelling({ rows, leases, store, leaves, logger, pauseMs: 1 }) };
}

/** Starts, and waits until it has ended by itself. */
async function tellAll(capacity?: number): Promise<readonly string[]> {
  const { named, telling } = startWith(capacity);
  await telling.start();
  return named;
}

describe('the agreements that the registry was filled with', () => {
  it('are named one by one, once', async () => {
    await fill();
    await startWith().telling.prepare(store.registry.revision);
    const named = await tellAll();
    expect(named).toHaveLength(COUNT);
    expect(named).toContain('region create v1 active PKS-7');
    expect(await tellAll()).toEqual([]);
  });

  it('are named by the next start where the log was down: none is left out', async () => {
    await fill();
    await startWith().telling.prepare(store.registry.revision);
    const first = await tellAll(300);
    const rest = await tellAll();
    expect(first.length).toBeLessThan(COUNT);
    expect(rest.length).toBeLessThan(COUNT);
    expect(new Set([...first, ...rest]).size).toBe(COUNT);
  });

  it('are those of the file alone, and none where it was not filled at a start', async () => {
    await fill('api');
    expect(await tellAll()).toEqual([]);
    await startWith().telling.prepare(store.registry.revision);
    expect(await tellAll()).toEqual([]);
  });

  it('are those that it was filled with, and none that came later', async () => {
    await startWith().telling.prepare(store.registry.revision);
    await fill();
    expect(await tellAll()).toEqual([]);
  });
});
