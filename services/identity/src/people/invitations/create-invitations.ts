import type { Actor, GrantedRole, Invitation } from '@simpul/contracts';
import { PEOPLE, SimpulError } from '@simpul/errors';
import { v7 as uuidV7 } from 'uuid';
import { checkInvitation } from '../domain/check-input.ts';
import { emailKeyOf } from '../domain/email.ts';
import { checkedGrants, mustBeAllowed, nameOf, differenceOf } from '../domain/grants.ts';
import { type Person, viewOf } from '../domain/person.ts';
import { digestOf, makeToken } from '../domain/secret-token.ts';
import { FIRST_INVITATION_MS, INVITATION_MS } from '../limits.ts';
import type { PeopleParts } from '../parts.ts';
import { once } from '../people-log.ts';
import type { Invitations } from '../people.ts';
import type { SessionKeeper } from '../sessions/create-sessions.ts';
import type { InvitationRow } from '../store/invitations.ts';
import { isFirstOperatorClient, mustBeFirstOperator, type OperatorSearch } from './first-operator.ts';

export interface InvitationParts extends PeopleParts {
  readonly keeper: SessionKeeper;
  readonly hasOperator: OperatorSearch;
}

export function createInvitations(parts: InvitationParts): Invitations {
  const { persons, invitations: rows, keeper, hasOperator, members, publicUrl, now } = parts;

  /** @throws SimpulError `PEOPLE.*` unless the actor may give, and take away, these. */
  async function mustMayInvite(actor: Actor, person: string, grants: readonly GrantedRole[]): Promise<void> {
    if (isFirstOperatorClient(actor)) await mustBeFirstOperator(grants, hasOperator);
    else mustBeAllowed('people:invite', actor, { person, grants, members });
  }

  /** Somebody new, known by the invitation alone. */
  async function add(actor: Actor, { email, name, language }: Invitation, grants: GrantedRole[]): Promise<Person> {
    const person: Person = {
      id: uuidV7(),
      emailKey: email === undefined ? null : emailKeyOf(email),
      email: email?.trim() ?? null,
      name: name?.trim() ?? null,
      language: language ?? 'id',
      grants,
      status: 'invited',
      createdAt: now(),
      revision: 0,
      era: 0,
      passkeys: [],
      totp: null,
      upstream: [],
      recovery: [],
    };
    await mustMayInvite(actor, person.id, grants);
    await parts.log({ type: 'people.invited', actor, person: person.id });
    for (const grant of grants) {
      await parts.log({ type: 'people.granted', actor, person: person.id, what: `+${nameOf(grant)}` });
    }
    await persons.add(person);
    return person;
  }

  /** Somebody who was invited before: what the last invitation began has ended. */
  function renew(actor: Actor, id: string, { name, language, grants }: Invitation): Promise<Person> {
    const log = once(parts.log);
    return persons.change(id, async (person) => {
      if (person.status !== 'invited') throw new SimpulError(PEOPLE.EXISTS);
      const wanted = grants === undefined ? person.grants : checkedGrants(grants, members);
      await mustMayInvite(actor, id, [...person.grants, ...wanted]);
      await log({ type: 'people.invited', actor, person: id });
      const { given, taken } = differenceOf(person.grants, wanted);
      for (const grant of given) await log({ type: 'people.granted', actor, person: id, what: `+${nameOf(grant)}` });
      for (const grant of taken) await log({ type: 'people.granted', actor, person: id, what: `-${nameOf(grant)}` });
      return {
        name: name?.trim() ?? person.name,
        language: language ?? person.language,
        grants: wanted,
        era: person.era + 1,
      };
    });
  }

  /** @throws SimpulError `PEOPLE.INVITATION_INVALID` unless the link can still be used. */
  async function usable(token: string): Promise<{ row: InvitationRow; person: Person }> {
    const row = await rows.get(digestOf('invitation', token));
    const isOpen = row !== undefined && row.usedAt === null && now() < row.expiresAt;
    const person = isOpen ? await persons.get(row.person) : undefined;
    if (!isOpen || person?.status !== 'invited' || (row.first && (await hasOperator()))) {
      throw new SimpulError(PEOPLE.INVITATION_INVALID);
    }
    return { row, person };
  }

  return {
    async invite(actor, invitation) {
      checkInvitation(invitation);
      const { email, grants } = invitation;
      const known = email === undefined ? undefined : await persons.byEmail(emailKeyOf(email));
      if (known === undefined && grants === undefined) throw new SimpulError(PEOPLE.UNKNOWN);
      const person =
        known === undefined
          ? await add(actor, invitation, checkedGrants(grants ?? [], members))
          : await renew(actor, known.id, invitation);
      await rows.withdraw(person.id);
      const token = makeToken();
      const first = isFirstOperatorClient(actor);
      const expiresAt = now() + (first ? FIRST_INVITATION_MS : INVITATION_MS);
      const id = digestOf('invitation', token);
      const invitedBy = actor.kind === 'person' ? actor.id : null;
      await rows.add({ id, person: person.id, invitedBy, first, expiresAt, usedAt: null });
      return { person: viewOf(person), link: `${publicUrl}/people/invitations/${token}`, expiresAt };
    },
    async look(token) {
      const { row, person } = await usable(token);
      const inviter = row.invitedBy === null ? undefined : await persons.get(row.invitedBy);
      return { person, invitedBy: inviter?.name ?? null, expiresAt: row.expiresAt };
    },
    async accept(token, visitor) {
      const { row, person } = await usable(token);
      if (!(await rows.use(row.id, now()))) throw new SimpulError(PEOPLE.INVITATION_INVALID);
      return keeper.begin(person, { means: 'invitation', visitor });
    },
  };
}
