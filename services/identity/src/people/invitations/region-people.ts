import { type Actor, type GrantedRole, type RegistryObject, type Role, ROLES } from '@simpul/contracts';
import type { Logger } from '@simpul/telemetry';
import { emailKeyOf } from '../domain/email.ts';
import type { Persons } from '../store/persons.ts';
import type { Invitations } from '../people.ts';

type RegionPerson = Extract<RegistryObject, { kind: 'person' }>['value'];

/** As whom the people of a sandbox's region file are invited. */
const REGION_FILE: Actor = { kind: 'client', id: 'region-file', grants: [{ role: 'operator' }] };
/** Names that region files have for roles. */
const SHORT_NAMES: ReadonlyMap<string, Role> = new Map([
  ['steward', 'data-steward'],
  ['privacy', 'privacy-officer'],
]);

/** The people of a sandbox's region file become invited ones; they get their links when somebody asks for them. */
export interface RegionPeople {
  apply(changed: readonly RegistryObject[]): Promise<void>;
  /** Tries again what did not succeed. */
  retry(): Promise<void>;
}

export function createRegionPeople(options: {
  readonly persons: Persons;
  readonly invitations: Pick<Invitations, 'invite'>;
  /** Does a piece of work unless another process is at it: then it is looked at again later. */
  readonly alone: (work: () => Promise<void>) => Promise<boolean>;
  readonly logger: Logger;
}): RegionPeople {
  const { persons, invitations, alone, logger } = options;
  const waiting = new Map<string, RegionPerson>();

  async function invite(person: RegionPerson): Promise<void> {
    const grant = grantOf(person);
    if (grant === undefined) logger.warn({ role: person.role }, 'a person of the region file has an unknown role');
    else if ((await persons.byEmail(emailKeyOf(person.email))) === undefined) {
      await invitations.invite(REGION_FILE, { email: person.email, grants: [grant] });
    }
  }

  async function retry(): Promise<void> {
    if (waiting.size > 0) await alone(inviteAll);
  }

  async function inviteAll(): Promise<void> {
    for (const [key, person] of waiting) {
      try {
        await invite(person);
        waiting.delete(key);
      } catch (err) {
        logger.warn({ err }, 'a person of the region file could not be invited; tried again later');
        return;
      }
    }
  }

  return {
    async apply(changed) {
      for (const object of changed) if (object.kind === 'person') waiting.set(object.id, object.value);
      await retry();
    },
    retry,
  };
}

function grantOf({ role: name, scope }: RegionPerson): GrantedRole | undefined {
  const role = SHORT_NAMES.get(name) ?? ROLES.find((one) => one === name);
  return role && { role, ...(scope !== undefined && { scope }) };
}
