import type { RegistryObject } from '@simpul/contracts';

/** Knows which subsystems show themselves by a certificate: `mtls` links. The exchange decides; this tells what a caller means. */
export class MtlsSubsystems {
  readonly #certificates = new Map<string, readonly string[]>();
  readonly #active = new Set<string>();
  readonly #owners = new Map<string, string>();

  apply(changed: readonly RegistryObject[], deleted: readonly { kind: string; id: string }[]): void {
    for (const { kind, id } of deleted) if (kind === 'subsystem') this.#forget(id);
    for (const { kind, id, value } of changed) {
      if (kind !== 'subsystem') continue;
      this.#forget(id);
      if (value.link !== 'mtls') continue;
      this.#certificates.set(id, value.certificates);
      for (const fingerprint of value.certificates) this.#owners.set(fingerprint, id);
      if (value.status === 'active') this.#active.add(id);
    }
  }

  /** Whether a subsystem is on an `mtls` link, suspended or not. */
  has(id: string): boolean {
    return this.#certificates.has(id);
  }

  /** The subsystem that a certificate is registered for. */
  ownerOf(fingerprint: string): string | undefined {
    return this.#owners.get(fingerprint);
  }

  isActive(id: string): boolean {
    return this.#active.has(id);
  }

  #forget(id: string): void {
    for (const fingerprint of this.#certificates.get(id) ?? [])
      if (this.#owners.get(fingerprint) === id) this.#owners.delete(fingerprint);
    this.#certificates.delete(id);
    this.#active.delete(id);
  }
}
