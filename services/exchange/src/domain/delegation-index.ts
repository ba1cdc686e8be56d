import { type Delegation, type DelegationQuestion, delegates } from '@simpul/contracts';

/** Which member has let whom ask, or provide, on its behalf. */
export class DelegationIndex {
  readonly #delegations = new Map<string, Delegation>();
  /** By who delegates. */
  readonly #byMember = new Map<string, Set<Delegation>>();

  set(delegation: Delegation): void {
    this.remove(delegation.id);
    this.#delegations.set(delegation.id, delegation);
    const { from } = delegation;
    this.#byMember.set(from, (this.#byMember.get(from) ?? new Set()).add(delegation));
  }

  remove(id: string): void {
    const delegation = this.#delegations.get(id);
    if (delegation === undefined) return;
    this.#delegations.delete(id);
    const same = this.#byMember.get(delegation.from);
    same?.delete(delegation);
    if (same?.size === 0) this.#byMember.delete(delegation.from);
  }

  /** Whether a delegation in force covers this. */
  covers(question: DelegationQuestion): boolean {
    return [...(this.#byMember.get(question.from) ?? [])].some((delegation) => delegates(delegation, question));
  }
}
