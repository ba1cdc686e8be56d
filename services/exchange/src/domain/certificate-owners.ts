import type { Subsystem } from '@simpul/contracts';

/** Which subsystem a client certificate is registered for. One certificate is one subsystem's (the region file is checked for it). */
export class CertificateOwners {
  readonly #owners = new Map<string, string>();

  /** Takes in a subsystem in its new state, after what it was before. */
  replace(before: Subsystem | undefined, after: Subsystem | undefined): void {
    for (const fingerprint of before?.certificates ?? []) {
      if (this.#owners.get(fingerprint) === before?.id) this.#owners.delete(fingerprint);
    }
    for (const fingerprint of after?.certificates ?? []) if (after) this.#owners.set(fingerprint, after.id);
  }

  /** @param fingerprint - SHA-256, 64 lower-case hex digits */
  of(fingerprint: string): string | undefined {
    return this.#owners.get(fingerprint);
  }
}
