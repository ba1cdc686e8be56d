import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DUTY, HTTP, PEOPLE, RECORD } from '@simpul/errors';
import {
  actorWith,
  FIRST_OPERATOR,
  HOUR_MS,
  MINUTE_MS,
  OPERATOR,
  openPeople,
  outcomes,
  type PeopleFixture,
  PUBLIC_URL,
  tokenIn,
  VISITOR,
} from './fixtures/people-fixture.ts';

let fixture: PeopleFixture;

beforeEach(async () => {
  fixture = await openPeople();
});
afterEach(() => fixture.stop());

const EMAIL = 'Sari@Office.example';
const WATCHER = [{ role: 'watcher' as const }];

describe('an invitation', () => {
  it('leads to an address with a token, of which the store and the log hold nothing', async () => {
    const { link, expiresAt, person } = await fixture.people[0].invitations.invite(OPERATOR, {
      email: EMAIL,
      name: 'Ibu Sari',
      grants: [{ role: 'integrator', scope: '18.71' }],
    });
    expect(link).toMatch(new RegExp(`^${PUBLIC_URL}/people/invitations/[A-Za-z0-9_-]{43}$`));
    expect(expiresAt - fixture.clock.now).toBe(72 * HOUR_MS);
    expect(person).toMatchObject({ email: EMAIL, status: 'invited', language: 'id' });
    expect(fixture.leaves.map(({ leaf }) => leaf.type)).toEqual(['people.invited', 'people.granted']);
    const written = JSON.stringify(fixture.leaves).toLowerCase();
    for (const secret of ['sari', tokenIn(link).toLowerCase()]) expect(written).not.toContain(secret);
  });

  it('is looked at as often as one likes and used once', async () => {
    const { token, id } = await fixture.invite(WATCHER);
    const { invitations } = fixture.people[0];
    for (let look = 0; look < 3; look++) expect((await invitations.look(token)).person.id).toBe(id);
    const { session } = await invitations.accept(token, VISITOR);
    expect(session).toMatchObject({ stage: 'enrolment', means: 'invitation', person: { id } });
    await expect(invitations.accept(token, VISITOR)).rejects.toMatchObject({ code: PEOPLE.INVITATION_INVALID.code });
    await expect(invitations.look(token)).rejects.toMatchObject({ code: PEOPLE.INVITATION_INVALID.code });
  });

  it('ends after 72 hours', async () => {
    const { token } = await fixture.invite(WATCHER);
    fixture.clock.now += 72 * HOUR_MS - 1;
    await fixture.people[0].invitations.look(token);
    fixture.clock.now += 1;
    await expect(fixture.people[0].invitations.accept(token, VISITOR)).rejects.toMatchObject({
      code: PEOPLE.INVITATION_INVALID.code,
    });
  });

  it('takes the place of the one before, and of what that one began', async () => {
    const { token } = await fixture.invite(WATCHER, EMAIL);
    const { token: cookie } = await fixture.people[0].invitations.accept(token, VISITOR);
    const second = await fixture.people[0].invitations.invite(OPERATOR, { email: EMAIL.toLowerCase() });
    expect(second.person.grants).toEqual(WATCHER);
    expect(await fixture.people[0].sessions.find(cookie)).toBeUndefined();
    const third = await fixture.people[0].invitations.invite(OPERATOR, { email: EMAIL, grants: [{ role: 'auditor' }] });
    expect(third.person).toMatchObject({ id: second.person.id, grants: [{ role: 'auditor' }] });
    await expect(fixture.people[0].invitations.look(tokenIn(second.link))).rejects.toMatchObject({
      code: PEOPLE.INVITATION_INVALID.code,
    });
    expect((await fixture.people[0].invitations.look(tokenIn(third.link))).person.id).toBe(third.person.id);
  });

  it('is not for somebody who has signed in, nor for somebody unknown without a role', async () => {
    const { email } = await fixture.enrol(WATCHER);
    const { invitations } = fixture.people[0];
    await expect(invitations.invite(OPERATOR, { email, grants: WATCHER })).rejects.toMatchObject({
      code: PEOPLE.EXISTS.code,
    });
    await expect(invitations.invite(OPERATOR, { email: 'x@y.example' })).rejects.toMatchObject({
      code: PEOPLE.UNKNOWN.code,
    });
  });

  it('of one address sent twice at once makes one person', async () => {
    const wish = { email: EMAIL, grants: WATCHER };
    const { invitations, accounts } = fixture.people[0];
    await Promise.allSettled([invitations.invite(OPERATOR, wish), invitations.invite(OPERATOR, wish)]);
    expect((await accounts.list({ actor: OPERATOR, limit: 10 })).people).toHaveLength(1);
  });

  it('is not made where the log does not take it', async () => {
    fixture.refuseLeaves(true);
    await expect(fixture.invite(WATCHER, EMAIL)).rejects.toMatchObject({ code: RECORD.UNAVAILABLE.code });
    expect(await fixture.people[0].accounts.list({ actor: OPERATOR, limit: 10 })).toEqual({ people: [] });
  });

  it.each([
    ['by an auditor', actorWith('a', 'auditor'), DUTY.ROLE_MISSING],
    ['by an operator of another region', actorWith('a', { role: 'operator', scope: '18.72' }), DUTY.SCOPE_MISSING],
    ['by nobody in particular', actorWith('a'), DUTY.ROLE_MISSING],
  ])('is refused %s', async (_who, actor, refusal) => {
    const asked = fixture.people[0].invitations.invite(actor, {
      email: EMAIL,
      grants: [{ role: 'integrator', scope: '18.71' }],
    });
    await expect(asked).rejects.toMatchObject({ code: refusal.code });
    expect(fixture.leaves).toEqual([]);
  });

  it.each([
    [
      'roles that nobody holds together',
      [{ role: 'auditor' as const }, { role: 'operator' as const }],
      PEOPLE.ROLES_APART,
    ],
    ['a scope that is no member', [{ role: 'integrator' as const, scope: 'GOV/NONE' }], PEOPLE.SCOPE_UNKNOWN],
  ])('is refused for %s', async (_what, grants, refusal) => {
    await expect(fixture.invite(grants)).rejects.toMatchObject({ code: refusal.code });
  });
});

describe('an invitation that a form sends', () => {
  it.each([
    ['an address that is none', { email: 'sari', grants: WATCHER }],
    ['a name with a line break', { email: EMAIL, name: 'a\nb', grants: WATCHER }],
    ['no roles', { email: EMAIL, grants: [] }],
    ['too many roles', { email: EMAIL, grants: Array.from({ length: 9 }, () => ({ role: 'watcher' as const })) }],
  ])('with %s is refused like one over the API', async (_what, invitation) => {
    await expect(fixture.people[0].invitations.invite(OPERATOR, invitation)).rejects.toMatchObject({
      code: HTTP.BAD_REQUEST.code,
    });
    expect(fixture.leaves).toEqual([]);
  });
});

describe('the first operator', () => {
  const invite = () => fixture.people[0].invitations.invite(FIRST_OPERATOR, { grants: [{ role: 'operator' }] });

  it('is invited by the data folder, for 15 minutes', async () => {
    const { link, expiresAt } = await invite();
    expect(expiresAt - fixture.clock.now).toBe(15 * MINUTE_MS);
    fixture.clock.now += 15 * MINUTE_MS;
    await expect(fixture.people[0].invitations.look(tokenIn(link))).rejects.toMatchObject({
      code: PEOPLE.INVITATION_INVALID.code,
    });
    expect(fixture.leaves[0]?.leaf).toMatchObject({ type: 'people.invited', actor: 'first-operator' });
  });

  it('is the last whom the data folder invites, and links that were sent before are dead then', async () => {
    const { link } = await invite();
    expect(await fixture.people[0].hasOperator()).toBe(false);
    await fixture.enrol([{ role: 'operator' }]);
    expect(await fixture.people[0].hasOperator()).toBe(true);
    await expect(invite()).rejects.toMatchObject({ code: PEOPLE.OPERATOR_EXISTS.code });
    await expect(fixture.people[0].invitations.accept(tokenIn(link), VISITOR)).rejects.toMatchObject({
      code: PEOPLE.INVITATION_INVALID.code,
    });
  });

  it('does not exist while there are only operators of a part of the region', async () => {
    await fixture.enrol([{ role: 'operator', scope: '18.71' }]);
    expect((await invite()).person.grants).toEqual([{ role: 'operator' }]);
  });

  it.each([[{ role: 'auditor' as const }], [{ role: 'operator' as const, scope: '18.71' }]])(
    'is nobody with %j',
    async (grant) => {
      const asked = fixture.people[0].invitations.invite(FIRST_OPERATOR, { grants: [grant] });
      await expect(asked).rejects.toMatchObject({ code: DUTY.ROLE_MISSING.code });
    },
  );

  it('cannot be invited by a person who calls himself like the client', async () => {
    const asked = fixture.people[0].invitations.invite(actorWith('first-operator'), { grants: [{ role: 'operator' }] });
    await expect(asked).rejects.toMatchObject({ code: DUTY.ROLE_MISSING.code });
  });
});

describe('50 uses of one invitation at once', () => {
  const ROUNDS = 50;
  const USES = 50;

  it('from two processes succeed once, in each of 50 rounds', async () => {
    await fixture.stop();
    fixture = await openPeople({ processes: 2 });
    const [one, other] = fixture.people;
    for (let round = 0; round < ROUNDS; round++) {
      const { token } = await fixture.invite(WATCHER);
      let release = () => {};
      const barrier = new Promise<void>((open) => {
        release = open;
      });
      const uses = Array.from({ length: USES }, async (_, index) => {
        await barrier;
        return (index % 2 === 0 ? one : (other ?? one)).invitations.accept(token, VISITOR);
      });
      release();
      expect(await outcomes(uses)).toEqual({ succeeded: 1, codes: new Set([PEOPLE.INVITATION_INVALID.code]) });
    }
  }, 120_000);
});

describe('the people of a region file', () => {
  const person = (email: string, role: string, scope?: string) => ({
    kind: 'person' as const,
    id: email,
    value: { email, role, ...(scope !== undefined && { scope }) },
  });

  it('are invited in a sandbox, each once', async () => {
    await fixture.stop();
    fixture = await openPeople({ mode: 'sandbox' });
    const [people] = fixture.people;
    const objects = [person('w@x.example', 'steward', '18'), person('p@x.example', 'privacy'), person('?@x', 'king')];
    await people.apply(objects, []);
    await people.apply(objects, []);
    const { people: found } = await people.accounts.list({ actor: OPERATOR, limit: 10 });
    expect(found.map(({ email, grants, status }) => [email, grants, status])).toEqual([
      ['w@x.example', [{ role: 'data-steward', scope: '18' }], 'invited'],
      ['p@x.example', [{ role: 'privacy-officer' }], 'invited'],
    ]);
    const { link } = await people.invitations.invite(OPERATOR, { email: 'w@x.example' });
    await people.invitations.accept(tokenIn(link), VISITOR);
  });

  it('are tried again where the log did not take them', async () => {
    await fixture.stop();
    fixture = await openPeople({ mode: 'sandbox' });
    const [people] = fixture.people;
    fixture.refuseLeaves(true);
    await people.apply([person('w@x.example', 'watcher')], []);
    expect((await people.accounts.list({ actor: OPERATOR, limit: 10 })).people).toEqual([]);
    fixture.refuseLeaves(false);
    await people.prune();
    expect((await people.accounts.list({ actor: OPERATOR, limit: 10 })).people).toHaveLength(1);
  });

  it('are nobody in production', async () => {
    await fixture.people[0].apply([person('w@x.example', 'watcher')], []);
    expect((await fixture.people[0].accounts.list({ actor: OPERATOR, limit: 10 })).people).toEqual([]);
  });
});
