import type {
  Agreement,
  Contract,
  Group,
  Member,
  RegistryObject,
  Service,
  Settings,
  Subsystem,
} from '@simpul/contracts';
import { CertificateOwners } from './certificate-owners.ts';

/** A service as the exchange uses it. Made anew when the service, its contract or its addresses change. */
export interface ServiceEntry {
  readonly service: Service;
  readonly subsystem: Subsystem;
  readonly contract: Contract | undefined;
  /** Networks that the service's member may address; the region's own list bounds them. */
  readonly egress: readonly string[];
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
  readonly #contracts = new Map<string, Contract>();
  readonly #groups = new Map<string, Group>();
  readonly #groupMembers = new Map<string, ReadonlySet<string>>();
  readonly #agreements = new Map<string, Agreement>();
  readonly #byService = new Map<string, ServiceAgreements>();
  readonly #entries = new Map<string, ServiceEntry>();

  /** Takes in changes of the registry. */
  apply(changed: readonly RegistryObject[], deleted: readonly { kind: string; id: string }[]): void {
    for (const object of changed) this.#set(object);
    for (const { kind, id } of deleted) this.#remove(kind, id);
  }

  /** The service with what belongs to it; undefined where there is none. */
  entry(serviceId: string): ServiceEntry | undefined {
    const known = this.#entries.get(serviceId);
    if (known !== undefined) return known;
    const service = this.services.get(serviceId);
    const subsystemId = serviceId.slice(0, serviceId.lastIndexOf('/'));
    const subsystem = this.subsystems.get(subsystemId);
    if (service === undefined || subsystem === undefined) return undefined;
    const member = this.members.get(subsystemId.slice(0, subsystemId.lastIndexOf('/')));
    const egress = (member?.egress ?? this.settings?.egress)?.allow ?? [];
    const entry = { service, subsystem, contract: this.#contracts.get(serviceId), egress };
    this.#entries.set(serviceId, entry);
    return entry;
  }

  /** Agreements of a consumer for a service, by name or by group, whatever their state. */
  agreements(consumer: string, serviceId: string): readonly Agreement[] {
    const known = this.#byService.get(serviceId);
    if (known === undefined) return [];
    const found = [...(known.named.get(consumer) ?? [])];
    for (const [group, agreements] of known.grouped) {
      if (this.#groupMembers.get(group)?.has(consumer) === true) found.push(...agreements);
    }
    return found;
  }

  #set(object: RegistryObject): void {
    switch (object.kind) {
      case 'settings':
        this.settings = object.value;
        this.#entries.clear();
        break;
      case 'member':
        this.members.set(object.id, object.value);
        this.#entries.clear();
        break;
      case 'subsystem':
        this.certificates.replace(this.subsystems.get(object.id), object.value);
        this.subsystems.set(object.id, object.value);
        this.#entries.clear();
        break;
      case 'service':
        this.services.set(object.id, object.value);
        this.#entries.delete(object.id);
        break;
      case 'contract':
        this.#contracts.set(object.id, object.value);
        this.#entries.delete(object.id);
        break;
      case 'group':
        this.#groups.set(object.id, object.value);
        this.#groupMembers.set(`group:${object.value.code}`, new Set(object.value.members));
        break;
      case 'agreement':
        this.#forget(object.id);
        this.#agreements.set(object.id, object.value);
        this.#remember(object.value);
        break;
      case 'person':
        break;
    }
  }

  #remove(kind: string, id: string): void {
    if (kind === 'agreement') this.#forget(id);
    if (kind === 'group') {
      this.#groupMembers.delete(`group:${this.#groups.get(id)?.code ?? ''}`);
      this.#groups.delete(id);
    }
    if (kind === 'member') this.members.delete(id);
    if (kind === 'subsystem') {
      this.certificates.replace(this.subsystems.get(id), undefined);
      this.subsystems.delete(id);
    }
    if (kind === 'service') this.services.delete(id);
    if (kind === 'contract') this.#contracts.delete(id);
    this.#entries.clear();
  }

  #remember(agreement: Agreement): void {
    const known = this.#byService.get(agreement.service) ?? { named: new Map(), grouped: new Map() };
    this.#byService.set(agreement.service, known);
    const side = sideOf(known, agreement);
    side.set(agreement.consumer, (side.get(agreement.consumer) ?? new Set()).add(agreement));
  }

  #forget(id: string): void {
    const agreement = this.#agreements.get(id);
    const known = agreement === undefined ? undefined : this.#byService.get(agreement.service);
    if (agreement === undefined || known === undefined) return;
    this.#agreements.delete(id);
    const side = sideOf(known, agreement);
    const agreements = side.get(agreement.consumer);
    agreements?.delete(agreement);
    if (agreements?.size === 0) side.delete(agreement.consumer);
  }
}

/** A service's agreements, by consumer and by `group:CODE`: a question looks at one consumer's and at the groups'. */
interface ServiceAgreements {
  readonly named: Map<string, Set<Agreement>>;
  readonly grouped: Map<string, Set<Agreement>>;
}

function sideOf(known: ServiceAgreements, agreement: Agreement): Map<string, Set<Agreement>> {
  return agreement.consumer.startsWith('group:') ? known.grouped : known.named;
}
