import { type Handler, handler } from '@simpul/bus';
import {
  identityEndSessions,
  identityGrant,
  identityInvite,
  identityPeople,
  identityPerson,
  identityRemove,
} from '@simpul/contracts';
import type { People } from '../people.ts';

/** What the gateway asks about people. @param people throws SimpulError until the service has started. */
export function peopleHandlers(people: () => People): readonly Handler[] {
  return [
    handler(identityPeople, async (params) => people().accounts.list(params)),
    handler(identityPerson, async ({ actor, id }) => people().accounts.view(actor, id)),
    handler(identityInvite, async ({ actor, invitation }) => people().invitations.invite(actor, invitation)),
    handler(identityGrant, async ({ actor, id, ...change }) => people().accounts.grant(actor, id, change)),
    handler(identityRemove, async ({ actor, id }) => people().accounts.remove(actor, id)),
    handler(identityEndSessions, async ({ actor, id }) => people().accounts.endSessions(actor, id)),
  ];
}
