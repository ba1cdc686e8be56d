import type { RegistryObject } from '@simpul/contracts';

/** Knows which subsystems may call without a token: `open` links of a sandbox. */
export class OpenSubsystems {
  #sandbox = false;
  readonly #open = new Set<string>();

  apply(changed: readonly RegistryObject[], deleted: readonly { kind: string; id: string }[]): void {
    for (const object of changed) {
      if (object.kind === 'settings') this.#sandbox = object.value.mode === 'sandbox';
      if (object.kind !== 'subsystem') continue;
      if (object.value.link === 'open' && object.value.status === 'active') this.#open.add(object.id);
      else this.#open.delete(object.id);
    }
    for (const { kind, id } of deleted) if (kind === 'subsystem') this.#open.delete(id);
  }

  /** Whether the region is a sandbox. */
  get sandbox(): boolean {
    return this.#sandbox;
  }

  has(id: string): boolean {
    return this.#sandbox && this.#open.has(id);
  }
}
