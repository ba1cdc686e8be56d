import type { PlanEntry, RegistryObject } from '@simpul/contracts';
import { type Collection, type CollectionSpec, type Document, type JsonValue, readDocuments } from '@simpul/store';
import { keyOf } from '../domain/plan.ts';

/** One object as stored. A deleted one stays as a tombstone, so that followers learn of it. */
interface StoredObject extends Document {
  readonly id: string;
  /** Counts changes; no two objects share one. */
  readonly revision: number;
  readonly kind: string;
  readonly objectId: string;
  readonly managedBy: 'file';
  /** Absent once deleted. */
  readonly value?: JsonValue;
}

export const OBJECTS: CollectionSpec = { name: 'objects', unique: ['revision'] };
/** Format of the registry's store. */
export const STORE_FORMAT = 1;
/** Rows read or written at once; fewer than what the store lets wait. */
const PAGE = 5000;

/** What followers are told. */
export interface ChangePage {
  readonly revision: number;
  readonly changed: RegistryObject[];
  readonly deleted: { kind: string; id: string }[];
  readonly more: boolean;
}

/** The registry's objects: durable in the store, and in memory for plans. */
export class RegistryStore {
  readonly #objects: Collection<StoredObject>;
  readonly #current = new Map<string, RegistryObject>();
  #revision = 0;

  constructor(objects: Collection<StoredObject>) {
    this.#objects = objects;
  }

  /** Reads everything that is stored. */
  async load(): Promise<void> {
    for (let page: StoredObject[] = []; ;) {
      page = await this.#objects.find({
        range: { member: 'revision', atLeast: this.#revision + 1 },
        orderBy: 'revision',
        limit: PAGE,
      });
      for (const stored of page) {
        this.#revision = stored.revision;
        const object = toObject(stored);
        if (object !== undefined) this.#current.set(keyOf(object), object);
      }
      if (page.length < PAGE) return;
    }
  }

  get revision(): number {
    return this.#revision;
  }

  get current(): ReadonlyMap<string, RegistryObject> {
    return this.#current;
  }

  /** Makes the planned changes durable, one revision each, in the plan's order. */
  async apply(plan: readonly PlanEntry[], wanted: readonly RegistryObject[]): Promise<void> {
    const byKey = new Map(wanted.map((object) => [keyOf(object), object]));
    const changes = plan.filter(({ action }) => action !== 'keep');
    let revision = this.#revision;
    const documents = changes.map((entry): StoredObject => {
      const object = entry.action === 'delete' ? undefined : byKey.get(keyOf(entry));
      revision++;
      return {
        id: keyOf(entry),
        revision,
        kind: entry.kind,
        objectId: entry.id,
        managedBy: 'file',
        ...(object === undefined ? {} : { value: object.value }),
      };
    });
    for (let i = 0; i < documents.length; i += PAGE) {
      await Promise.all(documents.slice(i, i + PAGE).map((document) => this.#objects.put(document)));
    }
    for (const entry of changes) {
      const object = entry.action === 'delete' ? undefined : byKey.get(keyOf(entry));
      if (object === undefined) this.#current.delete(keyOf(entry));
      else this.#current.set(keyOf(entry), object);
    }
    this.#revision = revision;
  }

  /** Changes after a revision, oldest first. */
  async changes(since: number, limit: number): Promise<ChangePage> {
    if (since >= this.#revision) return { revision: since, changed: [], deleted: [], more: false };
    const page = await this.#objects.find({
      range: { member: 'revision', atLeast: since + 1, below: this.#revision + 1 },
      orderBy: 'revision',
      limit,
    });
    const objects = page.map((stored) => ({ stored, object: toObject(stored) }));
    return {
      revision: page.at(-1)?.revision ?? since,
      changed: objects.flatMap(({ object }) => object ?? []),
      deleted: objects.flatMap(({ stored, object }) =>
        object === undefined ? { kind: stored.kind, id: stored.objectId } : [],
      ),
      more: page.length === limit,
    };
  }
}

function toObject({ kind, objectId: id, value }: StoredObject): RegistryObject | undefined {
  return value === undefined ? undefined : ({ kind, id, value } as unknown as RegistryObject);
}

/**
 * Reads the registry of a bus that does not run, and changes nothing.
 * @param file - the registry's store
 * @throws SimpulError `STORE.NEWER`, `STORE.FAILED`
 */
export function readStoredObjects(file: string): RegistryObject[] {
  const stored = readDocuments<StoredObject>(file, { collection: OBJECTS.name, format: STORE_FORMAT });
  return stored.flatMap((document) => toObject(document) ?? []);
}
