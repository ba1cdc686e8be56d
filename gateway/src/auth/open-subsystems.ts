import type { RegistryObject } from '@simpul/contracts';

/** Knows which subsystems may call without a token: `open` links of a sandbox. */
export class OpenSubsystems {
  #sandbox = false;
  #instance: string | undefined;
  readonly #open = new Set<string>();

  apply(changed: readonly RegistryObject[], deleted: readonly { kind: string; id: string }[]): void {
    for (const object of changed) {
      if (object.kind === 'settings') {
        this.#sandbox = object.value.mode === 'sandbox';
        this.#instance = object.value.instance;
      }
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

  /** Name of the region's instance, once it is known. */
  get instance(): string | undefined {
    return this.#instance;
  }

  has(id: string): boolean {
    return this.#sandbox && this.#open.has(id);
  }
}
