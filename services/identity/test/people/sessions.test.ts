import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { actorOf } from '../../src/people/sessions/actor-of.ts';
import type { People } from '../../src/people/people.ts';
import type { Session } from '../../src/people/sessions/session.ts';
import {
  HOUR_MS,
  MINUTE_MS,
  OPERATOR,
  openPeople,
  type PeopleFixture,
  type SomebodyEnrolled,
  VISITOR,
} from './fixtures/people-fixture.ts';

const WATCHER = [{ role: 'watcher' as const }];

let fixture: PeopleFixture;
let people: People;
let somebody: SomebodyEnrolled;

beforeEach(async () => {
  fixture = await openPeople({ processes: 2 });
  [people] = fixture.people;
  somebody = await fixture.enrol(WATCHER);
});
afterEach(() => fixture.stop());

const signIn = async (agent = 'Test/1') =>
  people.signIn.withPasskey(fixture.authenticator.get(await people.signIn.passkeyOptions()), { ...VISITOR, agent });

describe('a session', () => {
  it('holds in every process, and its token is stored nowhere', async () => {
    const { token, session } = await signIn();
    for (const each of fixture.people) expect((await each.sessions.find(token))?.id).toBe(session.id);
    expect(JSON.stringify(session)).not.toContain(token);
    expect(await people.sessions.find(session.id)).toBeUndefined();
    expect((await people.sessions.findById(session.id))?.person.id).toBe(somebody.id);
  });

  it('ends after half an hour without a request', async () => {
    const { token } = await signIn();
    for (let use = 0; use < 3; use++) {
      fixture.clock.now += 30 * MINUTE_MS - 1;
      expect(await people.sessions.find(token)).toBeDefined();
    }
    fixture.clock.now += 30 * MINUTE_MS;
    expect(await people.sessions.find(token)).toBeUndefined();
  });

  it('ends after eight hours however much it is used', async () => {
    const { token } = await signIn();
    for (let minutes = 0; minutes < 8 * 60 - 20; minutes += 20) {
      fixture.clock.now += 20 * MINUTE_MS;
      expect(await people.sessions.find(token)).toBeDefined();
    }
    fixture.clock.now += 20 * MINUTE_MS;
    expect(await people.sessions.find(token)).toBeUndefined();
  });

  it('knows the forms that were made in it, and no others', async () => {
    const [one, other] = [await signIn(), await signIn()];
    const isFormToken = (session: Session, given: string) => people.sessions.isFormToken(session, given);
    expect(isFormToken(one.session, one.session.formToken)).toBe(true);
    const again = await fixture.people[1]?.sessions.find(one.token);
    expect(again?.formToken).toBe(one.session.formToken);
    for (const given of [other.session.formToken, '', one.session.id]) {
      expect(isFormToken(one.session, given)).toBe(false);
    }
  });

  it('has the rights that its person has now', async () => {
    const { token, session } = await signIn();
    expect(actorOf(session)).toEqual({ kind: 'person', id: somebody.id, grants: WATCHER });
    const grants = [...WATCHER, { role: 'auditor' as const }];
    await people.accounts.grant(OPERATOR, somebody.id, { grants });
    expect((await people.sessions.find(token))?.person.grants.map(({ role }) => role)).toEqual(['auditor', 'watcher']);
  });

  it('that an invitation began acts as nobody', async () => {
    const { token } = await fixture.invite(WATCHER);
    const { session } = await people.invitations.accept(token, VISITOR);
    expect(() => actorOf(session)).toThrow();
  });
});

describe('the sessions of a person', () => {
  it('are listed, newest first, with what the browser calls itself', async () => {
    fixture.clock.now += 1000;
    await signIn('Firefox');
    fixture.clock.now += 1000;
    await signIn('Chromium'.padEnd(500, '!'));
    const listed = await people.sessions.list(somebody.id);
    expect(listed.map(({ agent }) => agent.slice(0, 8))).toEqual(['Chromium', 'Firefox', 'Test/1']);
    expect(listed[0]?.agent).toHaveLength(200);
  });

  it('are twenty at most: the oldest one ends', async () => {
    for (let count = 0; count < 20; count++) {
      fixture.clock.now += 1;
      await signIn();
    }
    expect(await people.sessions.list(somebody.id)).toHaveLength(20);
    expect(await people.sessions.find(somebody.token)).toBeUndefined();
  });

  it('are ended singly, by their person alone, with the tokens that were given in them', async () => {
    const { token, session } = await signIn();
    const other = await fixture.enrol(WATCHER);
    expect(await people.sessions.end(other.id, session.id)).toBe(false);
    expect(await people.sessions.find(token)).toBeDefined();
    expect(await people.sessions.end(somebody.id, session.id)).toBe(true);
    expect(await people.sessions.find(token)).toBeUndefined();
    expect(await people.sessions.find(somebody.token)).toBeDefined();
    expect(fixture.denied).toEqual([somebody.id]);
  });

  it('are ended all at once, or all but the one in use', async () => {
    const mine = await signIn();
    expect(await people.sessions.endAll(somebody.id, { except: mine.session.id })).toBe(1);
    expect(await people.sessions.find(mine.token)).toBeDefined();
    expect(await people.sessions.find(somebody.token)).toBeUndefined();
    expect(await people.sessions.endAll(somebody.id)).toBe(1);
    expect(await people.sessions.find(mine.token)).toBeUndefined();
    expect(fixture.denied).toEqual([somebody.id, somebody.id]);
  });

  it('end with the person, and with a role that is taken away, in every process', async () => {
    await people.accounts.grant(OPERATOR, somebody.id, { grants: [] });
    for (const each of fixture.people) expect(await each.sessions.find(somebody.token)).toBeUndefined();
    const { token } = await signIn();
    await people.accounts.remove(OPERATOR, somebody.id);
    for (const each of fixture.people) expect(await each.sessions.find(token)).toBeUndefined();
    expect(fixture.denied).toEqual([somebody.id, somebody.id]);
  });

  it('that begin while all are being ended do not outlive it', async () => {
    for (let round = 0; round < 20; round++) {
      const assertion = fixture.authenticator.get(await people.signIn.passkeyOptions());
      const [begun] = await Promise.all([
        people.signIn.withPasskey(assertion, VISITOR),
        fixture.people[1]?.accounts.endSessions(OPERATOR, somebody.id),
      ]);
      const held = await people.sessions.find(begun.token);
      const listed = await people.sessions.list(somebody.id);
      expect(listed.map(({ id }) => id)).toEqual(held === undefined ? [] : [begun.session.id]);
    }
  });

  it('are cleared away when they have ended', async () => {
    fixture.clock.now += 8 * HOUR_MS + 1;
    await people.prune();
    expect(await people.sessions.find(somebody.token)).toBeUndefined();
    fixture.clock.now -= 8 * HOUR_MS + 1;
    expect(await people.sessions.find(somebody.token)).toBeUndefined();
  });
});

type Step = { readonly kind: 'wait'; readonly minutes: number } | { readonly kind: 'use' | 'end' | 'end-all' };

/** What a session is after some steps, by the words of the contract alone. */
class Model {
  #seen = 0;
  #ended = false;
  #age = 0;

  step(step: Step): void {
    if (step.kind === 'wait') this.#age += step.minutes;
    else if (step.kind !== 'use') this.#ended = true;
    else if (this.holds()) this.#seen = this.#age;
    else this.#ended = true;
  }

  holds(): boolean {
    return !this.#ended && this.#age < 8 * 60 && this.#age - this.#seen < 30;
  }
}

describe('whatever happens to a session', () => {
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 31 }) }),
    },
    { weight: 4, arbitrary: fc.constant({ kind: 'use' as const }) },
    { weight: 1, arbitrary: fc.constantFrom({ kind: 'end' as const }, { kind: 'end-all' as const }) },
  );

  it('holds as long as it may, and never comes back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { token, session } = await signIn();
        const model = new Model();
        for (const each of steps) {
          if (each.kind === 'wait') fixture.clock.now += each.minutes * MINUTE_MS;
          if (each.kind === 'use') expect((await people.sessions.find(token)) !== undefined).toBe(model.holds());
          if (each.kind === 'end') await people.sessions.end(somebody.id, session.id);
          if (each.kind === 'end-all') await people.sessions.endAll(somebody.id);
          model.step(each);
        }
        expect((await people.sessions.find(token)) !== undefined).toBe(model.holds());
      }),
      { numRuns: 40 },
    );
  });
});
