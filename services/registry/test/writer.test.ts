import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { LeafMembers } from '@simpul/bus';
import { REGISTRY, SimpulError } from '@simpul/errors';
import { type Collection, type DocumentStore, openSqliteDocumentStore } from '@simpul/store';
import { temporaryFolder } from '@simpul/testing';
import fc from 'fast-check';
import { type Commit, COMMITS, STORE_FORMAT } from '../src/store/commits.ts';
import { RegistryStore } from '../src/store/registry-store.ts';
import type { Registry } from '../src/store/snapshot.ts';
import { createWriter, type Decision } from '../src/writer.ts';
import { lateErrorOf } from './sample-objects.ts';

const folder = temporaryFolder();
let files = 0;
const open: DocumentStore[] = [];
afterEach(async () => {
  for (const database of open.splice(0)) await database.close();
});
afterAll(() => folder.remove());

async function openCommits(): Promise<Collection<Commit>> {
  const file = `${folder.path}/registry-${files++}.sqlite`;
  const database = await openSqliteDocumentStore({ file, collections: [COMMITS], format: STORE_FORMAT });
  open.push(database);
  return database.collection<Commit>(COMMITS);
}

/** One process of several that share a store, with its log. */
function startProcess(commits: Collection<Commit>) {
  const store = new RegistryStore(commits);
  const log: LeafMembers[] = [];
  let changes = 0;
  const write = createWriter({
    store,
    leaves: {
      write: async (leaf) => {
        log.push(leaf);
        return leaf.id ?? '';
      },
    },
    onChange: () => changes++,
  });
  return { store, write, log, changes: () => changes };
}

const membersOf = (registry: Registry): readonly string[] => registry.value('group', 'g')?.members ?? [];

/** Adds a member to what the group holds: whoever decided on an older group would lose another's member. */
const adding =
  (name: string) =>
  (registry: Registry): Decision<number> => ({
    changes: [
      { kind: 'group', id: 'g', managedBy: 'api', value: { code: 'g', members: [...membersOf(registry), name] } },
    ],
    leaf: { type: 'config.group', op: `add ${name}` },
    result: membersOf(registry).length,
  });

describe('changes of the registry', () => {
  it('by several processes at once are never lost, and each is in every follower and in the log once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 12 }), async (turns) => {
        const commits = await openCommits();
        const processes = [0, 1, 2].map(() => startProcess(commits));
        const written = await Promise.all(
          turns.map((turn, i) => (processes[turn] as (typeof processes)[number]).write(undefined, adding(`m-${i}`))),
        );
        const names = turns.map((_, i) => `m-${i}`);
        for (const { store } of processes) {
          const registry = await store.refresh();
          expect([...membersOf(registry)].toSorted()).toEqual(names.toSorted());
          expect(registry.revision).toBe(turns.length);
        }
        expect(written.map(({ result }) => result).toSorted((a, b) => a - b)).toEqual(turns.map((_, i) => i));
        const said = processes.flatMap(({ log }) => log.map(({ op }) => (typeof op === 'string' ? op : '')));
        expect(said.toSorted()).toEqual(names.map((name) => `add ${name}`).toSorted());
      }),
      { numRuns: 10 },
    );
  });

  it('of one process are decided in turn, and their revisions are those of their objects', async () => {
    const { write, changes } = startProcess(await openCommits());
    const [one, two] = await Promise.all([write(undefined, adding('a')), write(undefined, adding('b'))]);
    expect(one.kept).toMatchObject([
      { kind: 'group', id: 'g', revision: 1, managedBy: 'api', value: { members: ['a'] } },
    ]);
    expect(two.kept).toMatchObject([{ revision: 2, value: { members: ['a', 'b'] } }]);
    expect(changes()).toBe(2);
  });

  it('leave no leaf where nothing changes', async () => {
    const { write, log, changes } = startProcess(await openCommits());
    const leaf = { type: 'config.group', op: 'nothing' };
    await expect(write(undefined, () => ({ changes: [], leaf, result: 'same' }))).resolves.toEqual({
      result: 'same',
      kept: [],
      record: undefined,
    });
    expect([log, changes()]).toEqual([[], 0]);
  });

  it('that another process makes impossible are taken back in the log', async () => {
    const commits = await openCommits();
    const [mine, other] = [startProcess(commits), startProcess(commits)];
    let decided = 0;
    const onlyOnce = (registry: Registry, record: string) => {
      decided++;
      if (membersOf(registry).length > 0) {
        throw new SimpulError(REGISTRY.PRECONDITION_FAILED, { params: { kind: 'group', id: 'g' } });
      }
      return { ...adding('a')(registry), result: record };
    };
    // The other one commits after this one has decided, and before it commits.
    const store = { refresh: () => mine.store.refresh(), commit: mine.store.commit.bind(mine.store) };
    const log: LeafMembers[] = [];
    const write = createWriter({
      store,
      leaves: {
        write: async (leaf) => {
          if (log.push(leaf) === 1) await other.write(undefined, adding('b'));
          return leaf.id ?? '';
        },
      },
      onChange: () => undefined,
    });
    const error = await lateErrorOf(write(undefined, onlyOnce));
    expect(error.code).toBe(REGISTRY.PRECONDITION_FAILED.code);
    expect(decided).toBe(2);
    expect(log).toMatchObject([
      { op: 'add a' },
      { op: 'add a', outcome: 'refused', error: REGISTRY.PRECONDITION_FAILED.code },
    ]);
    expect(membersOf(await mine.store.refresh())).toEqual(['b']);
  });

  it('say who made them, a person behind a commitment', async () => {
    const { write, log } = startProcess(await openCommits());
    await write({ kind: 'client', id: 'sandbox-operator', grants: [] }, adding('a'));
    await write({ kind: 'person', id: 'somebody', grants: [] }, adding('b'));
    expect(log).toMatchObject([{ actor: 'sandbox-operator' }, { actor: expect.stringMatching(/^[\w-]{43}$/) }]);
  });

  it('are refused once too many wait', async () => {
    const { write } = startProcess(await openCommits());
    const all = await Promise.allSettled(Array.from({ length: 1001 }, (_, i) => write(undefined, adding(`${i}`))));
    expect(all.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: { code: REGISTRY.BUSY.code } }]);
  });
});
