import {
  type CatalogEntry,
  defaultVersion,
  type Member,
  type RegistryObject,
  type Service,
  type Settings,
  type Subsystem,
  type Version,
  versionId,
} from '@simpul/contracts';
import { descriptionOf } from './contract-description.ts';
import { type WeightedText, WordIndex } from './word-index.ts';

/** Objects read from the store at once; between two readings others get their turn. */
const PAGE = 500;
/** How much a word counts by where it stands. */
const WEIGHTS = { name: 8, code: 6, element: 4, owner: 3, description: 2 } as const;

/** The part of the registry's store that the catalogue follows. */
export interface ChangeSource {
  changes(
    since: number,
    limit: number,
  ): Promise<{
    readonly revision: number;
    readonly changed: readonly RegistryObject[];
    readonly deleted: readonly { readonly kind: string; readonly id: string }[];
    readonly more: boolean;
  }>;
}

/** The services of the region as whoever looks for one sees them; brought up to what the store holds at each question. */
export class Catalogue {
  readonly #source: ChangeSource;
  readonly #index = new WordIndex();
  readonly #members = new Map<string, Member>();
  readonly #subsystems = new Map<string, Subsystem>();
  readonly #services = new Map<string, Service>();
  /** Versions of a service, by the id of their objects. */
  readonly #versions = new Map<string, Map<string, Version>>();
  /** Descriptions by the id of a contract. */
  readonly #descriptions = new Map<string, string>();
  #sortedIds: readonly string[] | undefined;
  #settings: Settings | undefined;
  #revision = 0;
  #following: Promise<void> | undefined;

  constructor(source: ChangeSource) {
    this.#source = source;
  }

  get revision(): number {
    return this.#revision;
  }

  /** The region itself; undefined while the registry holds none. */
  get settings(): Settings | undefined {
    return this.#settings;
  }

  /** Services that answer on a day, by id. */
  ids(day: string): readonly string[] {
    const all = (this.#sortedIds ??= [...this.#services.keys()].toSorted());
    return all.filter((id) => this.#versionOf(id, day) !== undefined);
  }

  /** The same, but those that have all words of a query, the best first; undefined where it holds no word. */
  search(query: string, day: string): readonly string[] | undefined {
    return this.#index.search(query)?.filter((id) => this.#versionOf(id, day) !== undefined);
  }

  /** What is shown of a service on a day; undefined where it does not answer then. */
  entry(serviceId: string, day: string): CatalogEntry | undefined {
    const service = this.#services.get(serviceId);
    const found = this.#versionOf(serviceId, day);
    const parents = parentsOf(serviceId);
    const system = this.#subsystems.get(parents.system);
    const owner = this.#members.get(parents.owner);
    if (service === undefined || found === undefined || system === undefined || owner === undefined) return undefined;
    const { id, name, type, status, data } = service;
    const { version, state, sunset } = found;
    const description = this.#descriptions.get(versionId(id, version)) ?? this.#descriptions.get(id);
    return {
      id,
      name,
      ...(description !== undefined && { description }),
      type,
      version,
      state: state === 'deprecated' ? 'deprecated' : 'active',
      ...(sunset !== undefined && { sunset }),
      status,
      owner: { id: owner.id, name: owner.name, ...(owner.region !== undefined && { region: owner.region }) },
      system: { id: system.id, name: system.name },
      ...(data !== undefined && { classification: data.classification, personal: data.personal }),
      elements: data?.elements ?? [],
    };
  }

  /** Takes in what was stored since the last time; who asks meanwhile waits for the same reading. */
  follow(): Promise<void> {
    this.#following ??= this.#readChanges().finally(() => {
      this.#following = undefined;
    });
    return this.#following;
  }

  async #readChanges(): Promise<void> {
    for (let more = true; more;) {
      const page = await this.#source.changes(this.#revision, PAGE);
      const touched = new Set<string>();
      for (const object of page.changed) this.#take(object, touched);
      for (const { kind, id } of page.deleted) this.#drop(kind, id, touched);
      this.#renew(touched);
      this.#revision = page.revision;
      more = page.more;
    }
  }

  #take(object: RegistryObject, touched: Set<string>): void {
    const { kind, id, value } = object;
    if (kind === 'settings') this.#settings = value;
    else if (kind === 'member') this.#members.set(id, value);
    else if (kind === 'subsystem') this.#subsystems.set(id, value);
    else if (kind === 'service') this.#services.set(id, value);
    else if (kind === 'version') this.#versionsOf(value.service).set(id, value);
    else if (kind === 'contract') this.#describe(id, descriptionOf(value));
    else return;
    touched.add(serviceOf(id));
  }

  #drop(kind: string, id: string, touched: Set<string>): void {
    if (kind === 'version') this.#versionsOf(serviceOf(id)).delete(id);
    else if (kind === 'contract') this.#descriptions.delete(id);
    else if (kind === 'service') this.#services.delete(id);
    else if (kind === 'subsystem') this.#subsystems.delete(id);
    else if (kind === 'member') this.#members.delete(id);
    else return;
    touched.add(serviceOf(id));
  }

  #describe(id: string, description: string | undefined): void {
    if (description === undefined) this.#descriptions.delete(id);
    else this.#descriptions.set(id, description);
  }

  #versionsOf(service: string): Map<string, Version> {
    const known = this.#versions.get(service);
    if (known !== undefined) return known;
    const versions = new Map<string, Version>();
    this.#versions.set(service, versions);
    return versions;
  }

  /** A service of which no version is registered has one, which is active. */
  #versionOf(id: string, day: string): Pick<Version, 'version' | 'state' | 'from' | 'sunset'> | undefined {
    const service = this.#services.get(id);
    const versions = this.#versions.get(id);
    if (versions === undefined || versions.size === 0) return service && { version: service.version, state: 'active' };
    return defaultVersion([...versions.values()], day);
  }

  /** Indexes anew the services of which something was touched: their contracts, their system or their owner. */
  #renew(touched: ReadonlySet<string>): void {
    if (touched.size === 0) return;
    this.#sortedIds = undefined;
    for (const id of touched) if (!this.#services.has(id)) this.#index.remove(id);
    for (const [id, service] of this.#services) {
      const { system, owner } = parentsOf(id);
      if (touched.has(id) || touched.has(system) || touched.has(owner)) this.#index.put(id, this.#textsOf(service));
    }
  }

  #textsOf({ id, name, data }: Service): WeightedText[] {
    const { system, owner } = parentsOf(id);
    const names = [this.#members.get(owner)?.name, this.#subsystems.get(system)?.name];
    const contracts = [id, ...this.#versionsOf(id).keys()];
    return [
      { text: bothLanguages(name), weight: WEIGHTS.name },
      { text: id.split('/').slice(2).join(' '), weight: WEIGHTS.code },
      { text: data?.elements.join(' ') ?? '', weight: WEIGHTS.element },
      { text: names.map((each) => each && bothLanguages(each)).join(' '), weight: WEIGHTS.owner },
      ...contracts.map((each) => ({ text: this.#descriptions.get(each) ?? '', weight: WEIGHTS.description })),
    ];
  }
}

/** Versions and contracts have the id of their service, and theirs after an `@`, which no identifier holds. */
function serviceOf(id: string): string {
  return id.split('@', 1)[0] ?? id;
}

function parentsOf(service: string): { readonly system: string; readonly owner: string } {
  const parts = service.split('/');
  return { system: parts.slice(0, 4).join('/'), owner: parts.slice(0, 3).join('/') };
}

function bothLanguages({ id, en = '' }: Service['name']): string {
  return `${id} ${en}`;
}
