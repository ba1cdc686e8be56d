import type { Matter, RegistryObject } from '@simpul/contracts';

/** Which part of the region each member belongs to, as the registry says: what scopes of roles are held against. */
export class MemberRegions {
  readonly #regions = new Map<string, string>();

  apply(changed: readonly RegistryObject[], deleted: readonly { kind: string; id: string }[]): void {
    for (const { kind, id } of deleted) if (kind === 'member') this.#regions.delete(id);
    for (const object of changed) {
      if (object.kind !== 'member') continue;
      const { id, region } = object.value;
      if (region === undefined) this.#regions.delete(id);
      else this.#regions.set(id, region);
    }
  }

  /** What an act on a subsystem is about. @param subsystem - its full id */
  matterOf(subsystem: string): Matter & { readonly member: string } {
    const [instance, memberClass, code] = subsystem.split('/');
    return {
      member: `${memberClass}/${code}`,
      region: this.#regions.get(`${instance}/${memberClass}/${code}`),
    };
  }
}
