import type { RegistryObject } from '@simpul/contracts';

/** What is known here of the registry's members: the region of each, by `CLASS/CODE`. */
export class MemberDirectory extends Map<string, string | undefined> {
  apply(changed: readonly RegistryObject[], deleted: readonly { kind: string; id: string }[]): void {
    for (const { kind, id } of deleted) if (kind === 'member') this.delete(withoutInstance(id));
    for (const object of changed) {
      if (object.kind === 'member') this.set(withoutInstance(object.id), object.value.region);
    }
  }
}

function withoutInstance(member: string): string {
  return member.slice(member.indexOf('/') + 1);
}
