import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Actor, GrantedRole } from '@simpul/contracts';
import { DUTY, PEOPLE, RECORD } from '@simpul/errors';
import { commit } from '@simpul/tlog';
import { createHash } from 'node:crypto';
import type { People } from '../../src/people/people.ts';
import {
  actorWith,
  MEMBER,
  OPERATOR,
  openPeople,
  outcomes,
  type PeopleFixture,
  type WrittenLeaf,
} from './fixtures/people-fixture.ts';

const WATCHER: GrantedRole = { role: 'watcher' };
const REGION_OPERATOR: GrantedRole = { role: 'operator' };
const IN_CITY: GrantedRole = { role: 'integrator', scope: '18.71' };
const OF_MEMBER: GrantedRole = { role: 'integrator', scope: MEMBER };

let fixture: PeopleFixture;
let people: People;

beforeEach(async () => {
  fixture = await openPeople({ processes: 2 });
  [people] = fixture.people;
});
afterEach(() => fixture.stop());

const operatorOf = (scope: string): Actor =>
  actorWith('0193b2f0-7c1e-7a33-9b0f-5d2c8e4f6a01', { role: 'operator', scope });
const opsOf = (leaves: readonly WrittenLeaf[]) =>
  leaves.map(({ leaf }) => (leaf.op ?? '').split(' ').slice(1).join(' '));

describe('roles', () => {
  it('are given and taken away, each with a leaf before it is so', async () => {
    const { id } = await fixture.enrol([WATCHER]);
    const before = fixture.leaves.length;
    const changed = await people.accounts.grant(OPERATOR, id, { grants: [IN_CITY, OF_MEMBER, IN_CITY] });
    expect(changed.grants).toEqual([IN_CITY, OF_MEMBER]);
    expect(opsOf(fixture.leaves.slice(before))).toEqual(['+integrator 18.71', `+integrator ${MEMBER}`, '-watcher']);
    expect(fixture.leaves.slice(before).map(({ leaf }) => leaf.type)).toEqual(Array(3).fill('people.granted'));
  });

  it('stay as they are where the log does not take the change', async () => {
    const { id, token } = await fixture.enrol([WATCHER]);
    fixture.refuseLeaves(true);
    await expect(people.accounts.grant(OPERATOR, id, { grants: [] })).rejects.toMatchObject({
      code: RECORD.UNAVAILABLE.code,
    });
    expect((await people.accounts.view(OPERATOR, id)).grants).toEqual([WATCHER]);
    expect(await people.sessions.find(token)).toBeDefined();
  });

  it('that are the same already are no change', async () => {
    const { id } = await fixture.enrol([WATCHER]);
    const before = fixture.leaves.length;
    await people.accounts.grant(OPERATOR, id, { grants: [WATCHER] });
    expect(fixture.leaves).toHaveLength(before);
  });

  it('are refused where they may not be held together, or their scope is nothing', async () => {
    const { id } = await fixture.enrol([WATCHER]);
    const give = (...grants: GrantedRole[]) => people.accounts.grant(OPERATOR, id, { grants });
    await expect(give({ role: 'auditor' }, OF_MEMBER)).rejects.toMatchObject({
      code: PEOPLE.ROLES_APART.code,
      params: { first: 'auditor', second: 'integrator' },
    });
    await expect(give({ role: 'integrator', scope: '99.x' })).rejects.toMatchObject({
      code: PEOPLE.SCOPE_UNKNOWN.code,
    });
  });

  it('are not changed by somebody who saw others', async () => {
    const { id } = await fixture.enrol([WATCHER]);
    await people.accounts.grant(OPERATOR, id, { grants: [IN_CITY], known: [WATCHER] });
    const late = people.accounts.grant(OPERATOR, id, { grants: [OF_MEMBER], known: [WATCHER] });
    await expect(late).rejects.toMatchObject({ code: PEOPLE.CONFLICT.code });
  });

  it('changed by many at once are those of the last, and each change has its leaf', async () => {
    const { id } = await fixture.enrol([{ role: 'privacy-officer' }]);
    const wishes: GrantedRole[][] = [[WATCHER], [IN_CITY], [OF_MEMBER], [{ role: 'auditor' }], []];
    await Promise.all(
      wishes.map((grants, index) => (fixture.people[index % 2] ?? people).accounts.grant(OPERATOR, id, { grants })),
    );
    const { grants } = await people.accounts.view(OPERATOR, id);
    const said = opsOf(fixture.leaves.filter(({ leaf }) => leaf.type === 'people.granted'));
    for (const { role, scope } of grants) expect(said).toContain(`+${role}${scope === undefined ? '' : ` ${scope}`}`);
  });
});

describe('who may', () => {
  it.each<[string, Actor, { readonly code: string }]>([
    ['an auditor', actorWith('a', 'auditor'), DUTY.ROLE_MISSING],
    ['an integrator', actorWith('a', 'integrator'), PEOPLE.UNKNOWN],
    ['an operator of another city', operatorOf('18.72'), PEOPLE.UNKNOWN],
  ])('%s may neither grant nor remove nor end sessions', async (_who, actor, { code }) => {
    const { id, token } = await fixture.enrol([IN_CITY]);
    await expect(people.accounts.grant(actor, id, { grants: [] })).rejects.toMatchObject({ code });
    await expect(people.accounts.remove(actor, id)).rejects.toMatchObject({ code });
    await expect(people.accounts.endSessions(actor, id)).rejects.toMatchObject({ code });
    expect(await people.sessions.find(token)).toBeDefined();
  });

  it('an operator of a city may within it, and for its members', async () => {
    const city = operatorOf('18.71');
    const { id } = await fixture.enrol([IN_CITY]);
    await people.accounts.grant(city, id, { grants: [OF_MEMBER] });
    await expect(people.accounts.grant(city, id, { grants: [WATCHER] })).rejects.toMatchObject({
      code: DUTY.SCOPE_MISSING.code,
    });
    await people.accounts.remove(city, id);
  });

  it('nobody may for himself', async () => {
    const { id } = await fixture.enrol([REGION_OPERATOR]);
    await fixture.enrol([REGION_OPERATOR]);
    const self = actorWith(id, 'operator');
    const refused = { code: DUTY.OWN_REQUEST.code };
    await expect(people.accounts.grant(self, id, { grants: [] })).rejects.toMatchObject(refused);
    await expect(people.accounts.remove(self, id)).rejects.toMatchObject(refused);
    expect(await people.accounts.endSessions(self, id)).toEqual({ ended: 1 });
  });

  it('see people: operators and auditors in their reach, everybody himself', async () => {
    const { id } = await fixture.enrol([IN_CITY]);
    for (const actor of [OPERATOR, actorWith('a', 'auditor'), operatorOf('18.71'), actorWith(id, 'integrator')]) {
      expect((await people.accounts.view(actor, id)).id).toBe(id);
    }
    for (const actor of [operatorOf('18.72'), actorWith('a', 'integrator', 'data-steward')]) {
      await expect(people.accounts.view(actor, id)).rejects.toMatchObject({ code: PEOPLE.UNKNOWN.code });
      expect(await people.accounts.list({ actor, limit: 10 })).toEqual({ people: [] });
    }
  });
});

describe('a person removed', () => {
  it('leaves an id behind and nothing else, and an address that can be invited again', async () => {
    const { id, email } = await fixture.enrol([WATCHER]);
    const gone = await people.accounts.remove(OPERATOR, id);
    expect(gone).toEqual({ id, status: 'removed', grants: [], language: 'id', createdAt: gone.createdAt });
    expect(JSON.stringify(await people.accounts.find(id))).not.toContain(email);
    expect(fixture.leaves.at(-1)?.leaf.type).toBe('people.removed');
    expect((await fixture.invite([WATCHER], email)).id).not.toBe(id);
  });

  it('can be removed again, which ends tokens again and leaves no leaf', async () => {
    const { id } = await fixture.enrol([WATCHER]);
    await people.accounts.remove(OPERATOR, id);
    const before = fixture.leaves.length;
    await people.accounts.remove(OPERATOR, id);
    expect(fixture.leaves).toHaveLength(before);
    expect(fixture.denied).toEqual([id, id]);
    await expect(people.accounts.grant(OPERATOR, id, { grants: [WATCHER] })).rejects.toMatchObject({
      code: PEOPLE.UNKNOWN.code,
    });
  });

  it('is not removed where the log does not take it', async () => {
    const { id, token } = await fixture.enrol([WATCHER]);
    fixture.refuseLeaves(true);
    await expect(people.accounts.remove(OPERATOR, id)).rejects.toMatchObject({ code: RECORD.UNAVAILABLE.code });
    expect(await people.sessions.find(token)).toBeDefined();
  });
});

describe('the last operator of the region', () => {
  const last = { code: PEOPLE.LAST_OPERATOR.code };

  it('stays, whoever wants it otherwise', async () => {
    const { id } = await fixture.enrol([REGION_OPERATOR]);
    await fixture.enrol([{ role: 'operator', scope: '18.71' }]);
    await fixture.invite([REGION_OPERATOR]);
    await expect(people.accounts.remove(OPERATOR, id)).rejects.toMatchObject(last);
    await expect(people.accounts.grant(OPERATOR, id, { grants: [WATCHER] })).rejects.toMatchObject(last);
    await people.accounts.grant(OPERATOR, id, { grants: [REGION_OPERATOR, WATCHER] });
    await fixture.enrol([REGION_OPERATOR]);
    await people.accounts.remove(OPERATOR, id);
  });

  it('is one who was made so later, too', async () => {
    const first = await fixture.enrol([REGION_OPERATOR]);
    const second = await fixture.enrol([WATCHER]);
    await people.accounts.grant(OPERATOR, second.id, { grants: [REGION_OPERATOR] });
    await people.accounts.grant(OPERATOR, first.id, { grants: [] });
    await expect(people.accounts.remove(OPERATOR, second.id)).rejects.toMatchObject(last);
  });

  it('is left when all are removed at once, by two processes', async () => {
    const ids: string[] = [];
    for (let round = 0; round < 10; round++) {
      while (ids.length < 3) ids.push((await fixture.enrol([REGION_OPERATOR])).id);
      const removals = ids.map((id, index) => (fixture.people[index % 2] ?? people).accounts.remove(OPERATOR, id));
      expect(await outcomes(removals)).toEqual({ succeeded: 2, codes: new Set([last.code]) });
      const { people: left } = await people.accounts.list({ actor: OPERATOR, limit: 10, status: 'active' });
      ids.splice(0, ids.length, ...left.map(({ id }) => id));
      expect(ids).toHaveLength(1);
    }
  });

  it('is still counted where another could not be removed', async () => {
    const first = await fixture.enrol([REGION_OPERATOR]);
    const second = await fixture.enrol([REGION_OPERATOR]);
    fixture.refuseLeaves(true);
    await expect(people.accounts.remove(OPERATOR, first.id)).rejects.toMatchObject({ code: RECORD.UNAVAILABLE.code });
    fixture.refuseLeaves(false);
    await people.accounts.remove(OPERATOR, second.id);
    await expect(people.accounts.remove(OPERATOR, first.id)).rejects.toMatchObject(last);
  });
});

describe('the list', () => {
  it('goes through all pages, in the order of the invitations', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 7; count++) ids.push((await fixture.invite([count % 2 === 0 ? WATCHER : IN_CITY])).id);
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await people.accounts.list({ actor: OPERATOR, limit: 3, ...(cursor !== undefined && { cursor }) });
      found.push(...page.people.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(found).toEqual(ids);
    const watchers = await people.accounts.list({ actor: OPERATOR, limit: 3, role: 'watcher' });
    expect(watchers.people.map(({ id }) => id)).toEqual([ids[0], ids[2], ids[4]]);
    const rest = await people.accounts.list({
      actor: OPERATOR,
      limit: 3,
      role: 'watcher',
      cursor: watchers.next ?? '',
    });
    expect(rest).toMatchObject({ people: [{ id: ids[6] }] });
    expect(rest.next).toBeUndefined();
  });

  it('takes those of one state alone', async () => {
    const active = await fixture.enrol([WATCHER]);
    await fixture.invite([WATCHER]);
    const { people: found } = await people.accounts.list({ actor: OPERATOR, limit: 10, status: 'active' });
    expect(found.map(({ id }) => id)).toEqual([active.id]);
  });
});

describe('a leaf', () => {
  it('names persons by commitments that its side-car opens, and clients plainly', async () => {
    const operator = await fixture.enrol([REGION_OPERATOR]);
    const { id } = await fixture.enrol([WATCHER]);
    await people.accounts.grant(actorWith(operator.id, 'operator'), id, { grants: [] });
    const { leaf, sideCar } = fixture.leaves.at(-1) ?? { leaf: {}, sideCar: {} };
    const opened = sideCar as unknown as Record<'person' | 'actor', { salt: string; value: string }>;
    const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest();
    const made = ({ salt, value }: { salt: string; value: string }) =>
      commit(sha256, Buffer.from(salt, 'base64url'), value);
    expect(opened.person.value).toBe(id);
    expect(opened.actor.value).toBe(operator.id);
    expect(leaf).toMatchObject({ op: `${made(opened.person)} -watcher`, actor: made(opened.actor) });
    await people.accounts.remove(OPERATOR, id);
    expect(fixture.leaves.at(-1)).toMatchObject({ leaf: { actor: 'sandbox-operator' } });
    expect(fixture.leaves.at(-1)?.sideCar).not.toHaveProperty('actor');
  });
});
