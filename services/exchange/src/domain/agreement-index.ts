import { type Agreement, type Group, isEligible, type Member } from '@simpul/contracts';
import { LRUCache } from 'lru-cache';

/** Answers that are remembered: of one consumer for one service each. */
const MAX_REMEMBERED = 20_000;

/**
 * Which agreements a consumer has for a service. The cost of a question does not grow with the number of agreements: it
 * looks at those that name the consumer, at its groups', and at the service's own open ones, and the answer is remembered
 * until something changes that it rests on.
 */
export class AgreementIndex {
  readonly #members: ReadonlyMap<string, Member>;
  readonly #agreements = new Map<string, Agreement>();
  /** By service, and within it by `consumer` as the agreement writes it. */
  readonly #byService = new Map<string, Map<string, Set<Agreement>>>();
  readonly #groups = new Map<string, Group>();
  /** `group:CODE` of the groups that a subsystem is in. */
  readonly #groupsOf = new Map<string, Set<string>>();
  readonly #remembered = new LRUCache<string, readonly Agreement[]>({ max: MAX_REMEMBERED });

  /** @param members - kept up to date by its owner, who calls `forgetAnswers` after a change */
  constructor(members: ReadonlyMap<string, Member>) {
    this.#members = members;
  }

  /** Agreements by name, by group, or open to the consumer's kind of agency, whatever their state. */
  of(consumer: string, serviceId: string): readonly Agreement[] {
    const key = `${consumer} ${serviceId}`;
    const known = this.#remembered.get(key);
    if (known !== undefined) return known;
    const found = this.#look(consumer, serviceId);
    this.#remembered.set(key, found);
    return found;
  }

  forgetAnswers(): void {
    // Clearing an empty cache costs as much as a full one, and a region of many agreements begins with as many changes.
    if (this.#remembered.size > 0) this.#remembered.clear();
  }

  set(agreement: Agreement): void {
    this.remove(agreement.id);
    this.#agreements.set(agreement.id, agreement);
    const { service, consumer } = agreement;
    const known = this.#byService.get(service) ?? new Map<string, Set<Agreement>>();
    this.#byService.set(service, known);
    known.set(consumer, (known.get(consumer) ?? new Set()).add(agreement));
    this.forgetAnswers();
  }

  remove(id: string): void {
    const agreement = this.#agreements.get(id);
    if (agreement === undefined) return;
    this.#agreements.delete(id);
    const known = this.#byService.get(agreement.service);
    const same = known?.get(agreement.consumer);
    same?.delete(agreement);
    if (same?.size === 0) known?.delete(agreement.consumer);
    if (known?.size === 0) this.#byService.delete(agreement.service);
    this.forgetAnswers();
  }

  setGroup(id: string, group: Group | undefined): void {
    const before = this.#groups.get(id);
    for (const member of before?.members ?? []) this.#groupsOf.get(member)?.delete(`group:${before?.code ?? ''}`);
    if (group === undefined) this.#groups.delete(id);
    else this.#groups.set(id, group);
    for (const member of group?.members ?? []) {
      this.#groupsOf.set(member, (this.#groupsOf.get(member) ?? new Set()).add(`group:${group?.code ?? ''}`));
    }
    this.forgetAnswers();
  }

  #look(consumer: string, serviceId: string): Agreement[] {
    const known = this.#byService.get(serviceId);
    if (known === undefined) return [];
    const found = [...(known.get(consumer) ?? [])];
    for (const group of this.#groupsOf.get(consumer) ?? []) found.push(...(known.get(group) ?? []));
    const member = this.#members.get(consumer.slice(0, consumer.lastIndexOf('/')));
    for (const open of known.get('*') ?? []) if (isEligible(open.eligibility, member)) found.push(open);
    return found;
  }
}
