import type { RegistryObject } from '@simpul/contracts';

/** Knows which subsystems show themselves by a token of the bus: only theirs is `Authorization: Bearer` at `/r1`. */
export class TokenSubsystems {
  readonly #ids = new Set<string>();

  apply(changed: readonly RegistryObject[], deleted: readonly { kind: string; id: string }[]): void {
    for (const { kind, id } of deleted) if (kind === 'subsystem') this.#ids.delete(id);
    for (const { kind, id, value } of changed) {
      if (kind !== 'subsystem') continue;
      if (value.link === 'token') this.#ids.add(id);
      else this.#ids.delete(id);
    }
  }

  /** Whether a subsystem is on a `token` link, suspended or not. */
  has(id: string): boolean {
    return this.#ids.has(id);
  }
}
