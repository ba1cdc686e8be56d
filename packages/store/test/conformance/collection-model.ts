import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { Collection, Document } from '../../src/index.ts';

type Model = Map<string, Document>;
type Members = Readonly<Record<string, string | number | null>>;
type Outcome = unknown;

/** One operation: what the model says of it, and the store. */
interface Operation {
  readonly name: string;
  readonly model: (model: Model) => Outcome;
  readonly real: (collection: Collection<Document>) => Promise<Outcome>;
}

const RUNS = 60;
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const members: fc.Arbitrary<Members> = fc.record(
  {
    key: fc.constantFrom('k1', 'k2', 'k3', null),
    state: fc.constantFrom('open', 'done', null),
    at: fc.integer({ min: 0, max: 4 }),
    text: fc.string({ unit: 'binary' }),
  },
  { requiredKeys: [] },
);
const where: fc.Arbitrary<Members> = fc.record(
  { state: fc.constantFrom('open', 'done', null), at: fc.constantFrom(0, 1, 2, null) },
  { requiredKeys: [] },
);

const matches = (document: Document, conditions: Members): boolean =>
  Object.entries(conditions).every(([member, value]) => (document[member] ?? null) === value);

function write(model: Model, document: Document): string {
  const rival = [...model.values()].some(
    (other) => other.id !== document.id && (other['key'] ?? 0) === document['key'],
  );
  if (rival) return 'duplicate key';
  model.set(document.id, document);
  return 'written';
}

async function outcomeOf(written: Promise<unknown>): Promise<Outcome> {
  try {
    return (await written) ?? 'written';
  } catch (error) {
    return `duplicate ${(error as { params: { key: string } }).params.key}`;
  }
}

const byId = (documents: readonly Document[]): Document[] => documents.toSorted((a, b) => (a.id < b.id ? -1 : 1));

const operations: fc.Arbitrary<Operation>[] = [
  fc.tuple(id, members).map(([one, rest]) => ({
    name: `insert ${one} ${JSON.stringify(rest)}`,
    // With two reasons to refuse, either may be named: make only one possible.
    model: (model) => (model.has(one) ? 'duplicate id' : write(model, { id: one, ...rest })),
    real: async (collection) => {
      if ((await collection.get(one)) !== undefined) return outcomeOf(collection.insert({ id: one }));
      return outcomeOf(collection.insert({ id: one, ...rest }));
    },
  })),
  fc.tuple(id, members).map(([one, rest]) => ({
    name: `put ${one} ${JSON.stringify(rest)}`,
    model: (model) => write(model, { id: one, ...rest }),
    real: (collection) => outcomeOf(collection.put({ id: one, ...rest })),
  })),
  fc.tuple(id, members, where).map(([one, changes, conditions]) => ({
    name: `update ${one} ${JSON.stringify(changes)} where ${JSON.stringify(conditions)}`,
    model: (model) => {
      const found = model.get(one);
      if (found === undefined || !matches(found, conditions)) return false;
      return write(model, { ...found, ...changes }) === 'written' || 'duplicate key';
    },
    real: (collection) => outcomeOf(collection.update(one, changes, conditions)),
  })),
  fc.tuple(fc.uniqueArray(id), fc.constantFrom('open', 'done')).map(([several, state]) => ({
    name: `updateMany ${several.join()} ${state}`,
    model: (model) => {
      const found = several.flatMap((one) => model.get(one) ?? []);
      for (const document of found) model.set(document.id, { ...document, state });
      return found.length;
    },
    real: (collection) => collection.updateMany(several, { state }),
  })),
  id.map((one) => ({
    name: `delete ${one}`,
    model: (model) => model.delete(one),
    real: (collection) => collection.delete(one),
  })),
  fc.uniqueArray(id).map((several) => ({
    name: `deleteEach ${several.join()}`,
    model: (model) => several.filter((one) => model.delete(one)).length,
    real: (collection) => collection.deleteEach(several),
  })),
  where.map((conditions) => ({
    name: `deleteMany ${JSON.stringify(conditions)}`,
    model: (model) => {
      const found = [...model.values()].filter((document) => matches(document, conditions));
      for (const document of found) model.delete(document.id);
      return found.length;
    },
    real: (collection) => collection.deleteMany({ where: conditions }, 100),
  })),
  fc.tuple(where, fc.integer({ min: 0, max: 4 })).map(([conditions, atLeast]) => ({
    name: `find ${JSON.stringify(conditions)} at least ${atLeast}`,
    model: (model) =>
      byId([...model.values()].filter((one) => matches(one, conditions) && Number(one['at'] ?? -1) >= atLeast)),
    real: async (collection) =>
      byId(await collection.find({ where: conditions, range: { member: 'at', atLeast }, limit: 100 })),
  })),
];

function asCommand(operation: Operation): fc.AsyncCommand<Model, Collection<Document>> {
  return {
    check: () => true,
    run: async (model, collection) => {
      expect(await operation.real(collection)).toEqual(operation.model(model));
    },
    toString: () => operation.name,
  };
}

/** Runs random operations on an emptied collection and on a map, and compares every answer and what is left. */
export async function collectionAgreesWithItsModel<D extends Document>(letters: Collection<D>): Promise<void> {
  const collection = letters as unknown as Collection<Document>;
  const commands = operations.map((operation) => operation.map(asCommand));
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 30 }), async (sequence) => {
      await collection.deleteMany({}, 10_000);
      const model: Model = new Map();
      await fc.asyncModelRun(() => ({ model, real: collection }), sequence);
      expect(byId(await collection.find({ limit: 100 }))).toEqual(byId([...model.values()]));
    }),
    { numRuns: RUNS },
  );
}
