import {
  type Agreement,
  type Contract,
  type Member,
  type RegistryObject,
  type Service,
  type Settings,
  type Subsystem,
  type Version,
  versionId,
} from '@simpul/contracts';
import { AgreementIndex } from './agreement-index.ts';
import { CertificateOwners } from './certificate-owners.ts';
import { DelegationIndex } from './delegation-index.ts';
import { LegacyLinks } from './legacy-links.ts';
import { VersionSet } from './version-set.ts';

/** A version of a service as the exchange uses it. Made anew when it, its service, its contract or its addresses change. */
export interface ServiceEntry {
  /** As registered, with the `version` and the `url` of this version. */
  readonly service: Service;
  readonly version: Version;
  /** All versions of the service. */
  readonly versions: VersionSet;
  readonly subsystem: Subsystem;
  readonly contract: Contract | undefined;
  /** Networks that the service's member may address; the region's own list bounds them. */
  readonly egress: readonly string[];
}

/** What is remembered of a service. */
interface ServiceEntries {
  readonly versions: VersionSet;
  readonly byVersion: Map<string, ServiceEntry>;
}

/**
 * The exchange's snapshot of the registry, indexed for the questions of steps 2 to 4. The cost of a question does not
 * grow with the number of services or agreements.
 */
export class Directory {
  settings: Settings | undefined;
  readonly members = new Map<string, Member>();
  readonly subsystems = new Map<string, Subsystem>();
  readonly services = new Map<string, Service>();
  readonly certificates = new CertificateOwners();
  readonly delegations = new DelegationIndex();
  readonly links = new LegacyLinks();
  readonly #agreements = new AgreementIndex(this.members);
  /** By the object's id: a service's, or that of one of its versions. */
  readonly #contracts = new Map<string, Contract>();
  /** By service, and within it by the object's id. */
  readonly #versions = new Map<string, Map<string, Version>>();
  readonly #entries = new Map<string, ServiceEntries>();

  /** Takes in changes of the registry. */
  apply(changed: readonly RegistryObject[], deleted: readonly { kind: string; id: string }[]): void {
    for (const object of changed) this.#set(object);
    for (const { kind, id } of deleted) this.#remove(kind, id);
  }

  /**
   * A version of a service with what belongs to it; undefined where there is no such service.
   * @param version - one of the service's; absent: its own
   */
  entry(serviceId: string, version?: Version): ServiceEntry | undefined {
    const service = this.services.get(serviceId);
    const subsystemId = serviceId.slice(0, serviceId.lastIndexOf('/'));
    const subsystem = this.subsystems.get(subsystemId);
    if (service === undefined || subsystem === undefined) return undefined;
    const { versions, byVersion } = this.#entriesOf(service);
    const wanted = version ?? versions.find(service.version);
    if (wanted === undefined) return undefined;
    const known = byVersion.get(wanted.version);
    if (known !== undefined) return known;
    const member = this.members.get(subsystemId.slice(0, subsystemId.lastIndexOf('/')));
    const egress = (member?.egress ?? this.settings?.egress)?.allow ?? [];
    const entry = {
      service: asVersion(service, wanted),
      version: wanted,
      versions,
      subsystem,
      contract: this.#contractOf(service, wanted.version),
      egress,
    };
    byVersion.set(wanted.version, entry);
    return entry;
  }

  /** Agreements of a consumer for a service, by name, by group or by what its agency is, whatever their state. */
  agreements(consumer: string, serviceId: string): readonly Agreement[] {
    return this.#agreements.of(consumer, serviceId);
  }

  #entriesOf(service: Service): ServiceEntries {
    const known = this.#entries.get(service.id);
    if (known !== undefined) return known;
    const registered = [...(this.#versions.get(service.id)?.values() ?? [])];
    const made = { versions: new VersionSet(service, registered), byVersion: new Map<string, ServiceEntry>() };
    this.#entries.set(service.id, made);
    return made;
  }

  #contractOf(service: Service, version: string): Contract | undefined {
    const own = this.#contracts.get(versionId(service.id, version));
    return own ?? (version === service.version ? this.#contracts.get(service.id) : undefined);
  }

  #set(object: RegistryObject): void {
    switch (object.kind) {
      case 'settings':
        this.settings = object.value;
        this.#entries.clear();
        break;
      case 'member':
        this.members.set(object.id, object.value);
        this.#agreements.forgetAnswers();
        this.#forgetEntries(object.id);
        break;
      case 'subsystem':
        this.certificates.replace(this.subsystems.get(object.id), object.value);
        this.subsystems.set(object.id, object.value);
        this.#forgetEntries(object.id);
        break;
      case 'service':
        this.services.set(object.id, object.value);
        this.#entries.delete(object.id);
        break;
      case 'version': {
        const { service } = object.value;
        this.#versions.set(service, (this.#versions.get(service) ?? new Map()).set(object.id, object.value));
        this.#entries.delete(service);
        break;
      }
      case 'contract':
        this.#contracts.set(object.id, object.value);
        this.#entries.delete(object.value.service);
        break;
      case 'group':
        this.#agreements.setGroup(object.id, object.value);
        break;
      case 'agreement':
        this.#agreements.set(object.value);
        break;
      case 'delegation':
        this.delegations.set(object.value);
        break;
      case 'link':
        this.links.set(object.id, object.value);
        break;
      case 'person':
      case 'template':
        break;
    }
  }

  #remove(kind: string, id: string): void {
    if (kind === 'agreement') this.#agreements.remove(id);
    if (kind === 'group') this.#agreements.setGroup(id, undefined);
    if (kind === 'delegation') this.delegations.remove(id);
    if (kind === 'link') this.links.remove(id);
    if (kind === 'member' && this.members.delete(id)) this.#agreements.forgetAnswers();
    if (kind === 'subsystem') {
      this.certificates.replace(this.subsystems.get(id), undefined);
      this.subsystems.delete(id);
    }
    if (kind === 'service') this.services.delete(id);
    // Ids of versions are `{service}@{version}`, and no service's id holds an `@`.
    const [owner = ''] = id.split('@', 1);
    if (kind === 'version') this.#versions.get(owner)?.delete(id);
    if (kind === 'contract') this.#contracts.delete(id);
    this.#forgetEntries(owner);
  }

  /** Forgets the entries of a service, or of all services of a subsystem or member: others keep their connections. */
  #forgetEntries(id: string): void {
    this.#entries.delete(id);
    for (const service of this.#entries.keys()) if (service.startsWith(`${id}/`)) this.#entries.delete(service);
  }
}

/** A service with the version and the address of one of its versions. */
function asVersion(service: Service, { version, url = service.url }: Version): Service {
  if (version === service.version && url === service.url) return service;
  return { ...service, version, ...(url === undefined ? {} : { url }) };
}
