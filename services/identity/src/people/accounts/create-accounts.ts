import type { Actor } from '@simpul/contracts';
import { PEOPLE, SimpulError } from '@simpul/errors';
import { checkRoles } from '../domain/check-input.ts';
import { checkedGrants, differenceOf, isSameRoles, maySee, mustBeAllowed, nameOf } from '../domain/grants.ts';
import { hasRegionOperator, isRegionOperator, type Person, viewOf } from '../domain/person.ts';
import type { PeopleParts } from '../parts.ts';
import { once } from '../people-log.ts';
import type { Accounts } from '../people.ts';
import type { SessionKeeper } from '../sessions/create-sessions.ts';
import { listPeople } from './list-people.ts';

export interface AccountParts extends PeopleParts {
  readonly keeper: SessionKeeper;
}

export function createAccounts(parts: AccountParts): Accounts {
  const { persons, operators, invitations, upstreams, keeper, members, deny } = parts;

  /** @throws SimpulError `PEOPLE.UNKNOWN` where there is nobody whom the actor may see. */
  function mustSee(actor: Actor, person: Person | undefined): Person {
    if (person === undefined || !(person.id === actor.id || maySee(actor, person.grants, members))) {
      throw new SimpulError(PEOPLE.UNKNOWN);
    }
    return person;
  }

  /** Takes an operator off the roster for a change, and puts him or her back where the change is not made. */
  async function withRelease(id: string, change: (release: () => Promise<void>) => Promise<Person>): Promise<Person> {
    let isReleased = false;
    try {
      return await change(async () => {
        if (!isReleased) await operators.release(id);
        isReleased = true;
      });
    } catch (error) {
      if (isReleased) await operators.add(id);
      throw error;
    }
  }

  /** Ends what a person holds who has lost rights. */
  async function cutOff(person: Person): Promise<void> {
    await keeper.sweep(person);
    await deny(person.id);
  }

  async function grant(actor: Actor, id: string, asked: Parameters<Accounts['grant']>[2]): Promise<Person> {
    const log = once(parts.log);
    checkRoles(asked.grants);
    const grants = checkedGrants(asked.grants, members);
    let isLess = false;
    const changed = await withRelease(id, (release) =>
      persons.change(id, async (person) => {
        mustSee(actor, person);
        if (person.status === 'removed') throw new SimpulError(PEOPLE.UNKNOWN);
        if (asked.known !== undefined && !isSameRoles(asked.known, person.grants))
          throw new SimpulError(PEOPLE.CONFLICT);
        const { given, taken } = differenceOf(person.grants, grants);
        isLess = taken.length > 0;
        if (given.length + taken.length === 0) return undefined;
        mustBeAllowed('people:grant', actor, { person: id, grants: [...given, ...taken], members });
        if (isRegionOperator(person) && !hasRegionOperator(grants)) await release();
        if (person.status === 'active' && hasRegionOperator(given)) await operators.add(id);
        for (const one of given) await log({ type: 'people.granted', actor, person: id, what: `+${nameOf(one)}` });
        for (const one of taken) await log({ type: 'people.granted', actor, person: id, what: `-${nameOf(one)}` });
        return { grants, ...(isLess && { era: person.era + 1 }) };
      }),
    );
    if (isLess) await cutOff(changed);
    if (isRegionOperator(changed)) await parts.onOperator();
    return changed;
  }

  async function remove(actor: Actor, id: string): Promise<Person> {
    const log = once(parts.log);
    const changed = await withRelease(id, (release) =>
      persons.change(id, async (person) => {
        mustSee(actor, person);
        mustBeAllowed('people:remove', actor, { person: id, grants: person.grants, members });
        if (person.status === 'removed') return undefined;
        if (isRegionOperator(person)) await release();
        await log({ type: 'people.removed', actor, person: id });
        return { ...NOTHING_LEFT, era: person.era + 1 };
      }),
    );
    await invitations.withdraw(id);
    await upstreams.forget(id);
    await cutOff(changed);
    return changed;
  }

  return {
    list: (asked) => listPeople(persons, members, asked),
    view: async (actor, id) => viewOf(mustSee(actor, await persons.get(id))),
    grant: async (actor, id, change) => viewOf(await grant(actor, id, change)),
    remove: async (actor, id) => viewOf(await remove(actor, id)),
    async endSessions(actor, id) {
      const person = mustSee(actor, await persons.get(id));
      if (actor.id !== id) mustBeAllowed('people:remove', actor, { person: id, grants: person.grants, members });
      return { ended: await keeper.endAll(id) };
    },
    find: (id) => persons.get(id),
    async setLanguage({ person }, language) {
      await persons.change(person.id, () => ({ language }));
    },
  };
}

/** What stays of somebody who was removed: an id, for what the log says of it. */
const NOTHING_LEFT = {
  status: 'removed',
  email: null,
  emailKey: null,
  name: null,
  grants: [],
  passkeys: [],
  totp: null,
  upstream: [],
  recovery: [],
} as const satisfies Partial<Person>;
