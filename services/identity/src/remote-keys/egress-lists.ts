import type { RegistryObject } from '@simpul/contracts';

/** The addresses that operators let the bus call: for the region, and for each member (design 03, `egress`). */
export class EgressLists {
  #region: readonly string[] = [];
  readonly #members = new Map<string, readonly string[]>();

  apply(changed: readonly RegistryObject[], deleted: readonly { kind: string; id: string }[]): void {
    for (const { kind, id } of deleted) if (kind === 'member') this.#members.delete(id);
    for (const { kind, id, value } of changed) {
      if (kind === 'settings') this.#region = value.egress.allow;
      if (kind !== 'member') continue;
      if (value.egress === undefined) this.#members.delete(id);
      else this.#members.set(id, value.egress.allow);
    }
  }

  /** The upper bound for every member. */
  get region(): readonly string[] {
    return this.#region;
  }

  /** What the member of a subsystem may address: its own list, else the region's. */
  forSubsystem(id: string): readonly string[] {
    return this.#members.get(id.split('/').slice(0, 3).join('/')) ?? this.#region;
  }
}
