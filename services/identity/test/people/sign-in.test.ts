import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PEOPLE, RECORD } from '@simpul/errors';
import type { People } from '../../src/people/people.ts';
import { Authenticator, type Circumstances } from './fixtures/authenticator.ts';
import {
  codeOf,
  HOUR_MS,
  MINUTE_MS,
  OPERATOR,
  openPeople,
  outcomes,
  type PeopleFixture,
  PUBLIC_URL,
  type SomebodyEnrolled,
  VISITOR,
} from './fixtures/people-fixture.ts';

const WATCHER = [{ role: 'watcher' as const }];
const FAILED = { code: PEOPLE.SIGN_IN_FAILED.code };
const WAIT = { code: PEOPLE.TOO_MANY_TRIES.code };

let fixture: PeopleFixture;
let people: People;
let somebody: SomebodyEnrolled;

async function begin(options?: Parameters<typeof openPeople>[0]): Promise<void> {
  fixture = await openPeople(options);
  [people] = fixture.people;
  somebody = await fixture.enrol(WATCHER);
}

beforeEach(() => begin());
afterEach(() => fixture.stop());

/** Sets up an app, and moves on to the time step after the code that was given for it. */
async function setUpApp(): Promise<string> {
  const { secret, sealed } = people.enrolment.startTotp(somebody.session);
  await people.enrolment.addTotp(somebody.session, { sealed, code: codeOf(secret, fixture.clock.now) });
  fixture.clock.now += 30_000;
  return secret;
}

describe('a passkey', () => {
  const assertion = async (how?: Circumstances) => fixture.authenticator.get(await people.signIn.passkeyOptions(), how);

  it('signs in, without a word about who comes', async () => {
    const options = await people.signIn.passkeyOptions();
    expect(options.allowCredentials).toBeUndefined();
    expect(options).toMatchObject({ rpId: 'bus.example', userVerification: 'required' });
    const { token, session } = await people.signIn.withPasskey(fixture.authenticator.get(options), VISITOR);
    expect(session).toMatchObject({ means: 'passkey', stage: 'signed-in', agent: 'Test/1' });
    expect((await people.sessions.find(token))?.person.id).toBe(somebody.id);
  });

  it.each<[string, Circumstances]>([
    ['of another site', { origin: 'https://evil.example' }],
    ['for another host', { rpId: 'evil.example' }],
    ['without verification of the person', { userVerified: false }],
  ])('%s does not', async (_what, how) => {
    await expect(people.signIn.withPasskey(await assertion(how), VISITOR)).rejects.toMatchObject(FAILED);
  });

  it('whose counter goes back, as that of a copy does, does not', async () => {
    await people.signIn.withPasskey(await assertion({ counter: 10 }), VISITOR);
    await expect(people.signIn.withPasskey(await assertion({ counter: 10 }), VISITOR)).rejects.toMatchObject(FAILED);
    await people.signIn.withPasskey(await assertion({ counter: 11 }), VISITOR);
  });

  it('answers each challenge once, within five minutes', async () => {
    const used = await assertion();
    await people.signIn.withPasskey(used, VISITOR);
    await expect(people.signIn.withPasskey(used, VISITOR)).rejects.toMatchObject(FAILED);
    const late = await assertion();
    fixture.clock.now += 5 * MINUTE_MS;
    await expect(people.signIn.withPasskey(late, VISITOR)).rejects.toMatchObject(FAILED);
  });

  it('of somebody unknown, and what is none, fails alike', async () => {
    const stranger = new Authenticator(PUBLIC_URL);
    const options = await people.enrolment.passkeyOptions(somebody.session);
    const signAs = async (id: string) => {
      stranger.create({ ...options, user: { ...options.user, id } });
      return stranger.get(await people.signIn.passkeyOptions());
    };
    const unknown = await signAs('AAAAAAAAAAAAAAAAAAAAAA');
    // Sixteen bytes that are no UUID, and too few of them.
    const others = [await signAs('ERERERERERERERERERERER'), await signAs('AAAA'), await signAs(options.user.id)];
    for (const given of [unknown, ...others, undefined, {}, 'x', { ...unknown, response: {} }]) {
      await expect(people.signIn.withPasskey(given, VISITOR)).rejects.toMatchObject(FAILED);
    }
  });

  it('that was removed does not', async () => {
    await setUpApp();
    const known = await assertion();
    await people.enrolment.removePasskey(somebody.session, known.id);
    await expect(people.signIn.withPasskey(known, VISITOR)).rejects.toMatchObject(FAILED);
  });

  it('sent 50 times at once through two processes signs in once', async () => {
    await fixture.stop();
    await begin({ processes: 2 });
    const given = await assertion();
    const tries = Array.from({ length: 50 }, (_, index) =>
      (fixture.people[index % 2] ?? people).signIn.withPasskey(given, VISITOR),
    );
    expect(await outcomes(tries)).toEqual({ succeeded: 1, codes: new Set([FAILED.code]) });
  });
});

describe('a code of the app', () => {
  const signIn = (code: string, email = somebody.email) => people.signIn.withCode({ email, code }, VISITOR);

  it('signs in once in its time step, and neither before the last one', async () => {
    const secret = await setUpApp();
    const code = codeOf(secret, fixture.clock.now);
    expect((await signIn(code, somebody.email.toUpperCase())).session.means).toBe('totp');
    await expect(signIn(code)).rejects.toMatchObject(FAILED);
    await expect(signIn(codeOf(secret, fixture.clock.now - 30_000))).rejects.toMatchObject(FAILED);
    fixture.clock.now += 30_000;
    await signIn(codeOf(secret, fixture.clock.now));
  });

  it('may be one step early or late, and no more', async () => {
    const secret = await setUpApp();
    fixture.clock.now += 10 * MINUTE_MS;
    await expect(signIn(codeOf(secret, fixture.clock.now - 60_000))).rejects.toMatchObject(FAILED);
    await signIn(codeOf(secret, fixture.clock.now - 30_000));
    await signIn(codeOf(secret, fixture.clock.now + 30_000));
  });

  it('sent many times at once through two processes signs in once at most', async () => {
    await fixture.stop();
    await begin({ processes: 2 });
    const secret = await setUpApp();
    for (let round = 0; round < 20; round++) {
      fixture.clock.now += 24 * HOUR_MS;
      await people.prune();
      const code = codeOf(secret, fixture.clock.now);
      const tries = Array.from({ length: 4 }, (_, index) =>
        (fixture.people[index % 2] ?? people).signIn.withCode({ email: somebody.email, code }, VISITOR),
      );
      expect(await outcomes(tries)).toEqual({ succeeded: 1, codes: new Set([FAILED.code]) });
    }
  });
});

describe('a recovery code', () => {
  const signIn = (code: string) => people.signIn.withCode({ email: somebody.email, code }, VISITOR);

  it('signs in once, however it is written, and leaves a leaf', async () => {
    const [code = ''] = somebody.recoveryCodes;
    const { session } = await signIn(` ${code.toUpperCase().replaceAll('-', ' ')} `);
    expect(session.means).toBe('recovery-code');
    expect(session.person.recovery).toHaveLength(9);
    expect(fixture.leaves.at(-1)?.leaf.type).toBe('people.recovered');
    await expect(signIn(code)).rejects.toMatchObject(FAILED);
  });

  it('is not used up where the log does not take it', async () => {
    const [code = ''] = somebody.recoveryCodes;
    fixture.refuseLeaves(true);
    await expect(signIn(code)).rejects.toMatchObject({ code: RECORD.UNAVAILABLE.code });
    fixture.refuseLeaves(false);
    await signIn(code);
  });

  it('is for one person', async () => {
    const other = await fixture.enrol(WATCHER);
    const given = { email: other.email, code: somebody.recoveryCodes[0] ?? '' };
    await expect(people.signIn.withCode(given, VISITOR)).rejects.toMatchObject(FAILED);
  });
});

describe('wrong codes', () => {
  const wrong = (email: string) => people.signIn.withCode({ email, code: 'aaaa-bbbb-cccc-dddd' }, VISITOR);

  it.each([
    ['somebody', () => somebody.email],
    ['nobody', () => 'nobody@office.example'],
  ])('for %s fail five times and must wait then, twice as long each time', async (_who, email) => {
    for (let attempt = 0; attempt < 5; attempt++) await expect(wrong(email())).rejects.toMatchObject(FAILED);
    await expect(wrong(email())).rejects.toMatchObject({ ...WAIT, retryAfter: 15 * 60 });
    fixture.clock.now += 15 * MINUTE_MS;
    for (let attempt = 0; attempt < 5; attempt++) await expect(wrong(email())).rejects.toMatchObject(FAILED);
    await expect(wrong(email())).rejects.toMatchObject({ ...WAIT, retryAfter: 30 * 60 });
  });

  it('at once are no more than one after the other, through two processes as well', async () => {
    await fixture.stop();
    await begin({ processes: 2 });
    const tries = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) =>
        (fixture.people[index % 2] ?? people).signIn.withCode({ email: somebody.email, code: '000000' }, VISITOR),
      ),
    );
    const codes = tries.map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : 'in'));
    expect(codes.filter((code) => code !== WAIT.code).length).toBeLessThanOrEqual(5);
    expect(codes).not.toContain('in');
  });

  it('do not keep the owner of a passkey out, and a right code before the wait begins anew', async () => {
    for (let attempt = 0; attempt < 4; attempt++) await expect(wrong(somebody.email)).rejects.toMatchObject(FAILED);
    const [code = ''] = somebody.recoveryCodes;
    await people.signIn.withCode({ email: somebody.email, code }, VISITOR);
    for (let attempt = 0; attempt < 5; attempt++) await expect(wrong(somebody.email)).rejects.toMatchObject(FAILED);
    await expect(wrong(somebody.email)).rejects.toMatchObject(WAIT);
    await people.signIn.withPasskey(fixture.authenticator.get(await people.signIn.passkeyOptions()), VISITOR);
  });

  it('from one address are limited whomever they are for', async () => {
    await fixture.stop();
    await begin({ monotonic: () => 0 });
    const tries = Array.from({ length: 16 }, (_, index) => wrong(`n${index}@office.example`));
    expect((await outcomes(tries)).codes).toEqual(new Set([FAILED.code, WAIT.code]));
  });

  it('wait before they are answered, whether there is somebody or not; a right one does not', async () => {
    await fixture.stop();
    const pauses: number[] = [];
    await begin({ pause: async (ms) => void pauses.push(ms) });
    await people.signIn.withCode({ email: somebody.email, code: somebody.recoveryCodes[0] ?? '' }, VISITOR);
    expect(pauses).toEqual([]);
    for (const email of [somebody.email, 'nobody@office.example'])
      await expect(wrong(email)).rejects.toMatchObject(FAILED);
    await expect(people.signIn.withPasskey({}, VISITOR)).rejects.toMatchObject(FAILED);
    expect(pauses.map((ms) => ms > 0)).toEqual([true, true, true]);
  });
});

describe('somebody removed', () => {
  it('signs in with nothing', async () => {
    const identity = { issuer: 'https://sso.example', subject: '42' };
    const secret = await setUpApp();
    await people.enrolment.addUpstream(somebody.session, identity);
    const assertion = fixture.authenticator.get(await people.signIn.passkeyOptions());
    await people.accounts.remove(OPERATOR, somebody.id);
    const { email, recoveryCodes } = somebody;
    for (const attempt of [
      () => people.signIn.withPasskey(assertion, VISITOR),
      () => people.signIn.withCode({ email, code: codeOf(secret, fixture.clock.now) }, VISITOR),
      () => people.signIn.withCode({ email, code: recoveryCodes[0] ?? '' }, VISITOR),
      () => people.signIn.withUpstream(identity, VISITOR),
    ]) {
      await expect(attempt()).rejects.toMatchObject(FAILED);
    }
  });
});
