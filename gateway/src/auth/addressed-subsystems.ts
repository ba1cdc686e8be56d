import type { RegistryObject } from '@simpul/contracts';

/** Knows which subsystems may show themselves by their address: those with such a legacy link. The exchange decides. */
export class AddressedSubsystems {
  /** By link. */
  readonly #subsystems = new Map<string, string>();
  #names: ReadonlySet<string> = new Set();

  apply(changed: readonly RegistryObject[], deleted: readonly { kind: string; id: string }[]): void {
    for (const { kind, id } of deleted) if (kind === 'link') this.#subsystems.delete(id);
    for (const { kind, id, value } of changed) {
      if (kind !== 'link') continue;
      this.#subsystems.delete(id);
      if (value.kind === 'ip') this.#subsystems.set(id, value.subsystem);
    }
    this.#names = new Set(this.#subsystems.values());
  }

  /** Whether a subsystem has such a link, in force or not. */
  has(subsystem: string): boolean {
    return this.#names.has(subsystem);
  }
}
