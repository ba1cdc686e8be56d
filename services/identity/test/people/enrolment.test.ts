import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PEOPLE, RECORD } from '@simpul/errors';
import type { People } from '../../src/people/people.ts';
import type { Session, SignedIn } from '../../src/people/sessions/session.ts';
import { Authenticator, type Circumstances } from './fixtures/authenticator.ts';
import {
  codeOf,
  firstOf,
  MINUTE_MS,
  OPERATOR,
  openPeople,
  outcomes,
  type PeopleFixture,
  PUBLIC_URL,
  tokenIn,
  VISITOR,
} from './fixtures/people-fixture.ts';

const WATCHER = [{ role: 'watcher' as const }];

let fixture: PeopleFixture;
let people: People;

beforeEach(async () => {
  fixture = await openPeople();
  [people] = fixture.people;
});
afterEach(() => fixture.stop());

/** Comes in by an invitation, without a means of signing in yet. */
async function comeIn(email?: string): Promise<SignedIn> {
  const { token } = await fixture.invite(WATCHER, email);
  return people.invitations.accept(token, VISITOR);
}

async function addPasskey(session: Session, how: Circumstances = {}) {
  const options = await people.enrolment.passkeyOptions(session);
  return people.enrolment.addPasskey(session, { response: fixture.authenticator.create(options, how), name: 'Key' });
}

async function addTotp(session: Session): Promise<{ secret: string }> {
  const { secret, sealed } = people.enrolment.startTotp(session);
  await people.enrolment.addTotp(session, { sealed, code: codeOf(secret, fixture.clock.now) });
  return { secret };
}

describe('the first means of signing in', () => {
  it('makes an invited person active, with ten recovery codes and a session of another token', async () => {
    const { token, session } = await comeIn();
    const { signedIn, recoveryCodes } = firstOf(await addPasskey(session));
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(signedIn.session).toMatchObject({ stage: 'signed-in', means: 'passkey', person: { status: 'active' } });
    expect(await people.sessions.find(token)).toBeUndefined();
    expect((await people.sessions.find(signedIn.token))?.person.id).toBe(session.person.id);
    expect(fixture.leaves.at(-1)?.leaf).toMatchObject({
      type: 'people.enrolled',
      op: expect.stringMatching(/^[\w-]{43} \+passkey$/),
    });
  });

  it('can be an authenticator app, without a passkey', async () => {
    const { session } = await comeIn();
    const { secret, uri, sealed } = people.enrolment.startTotp(session);
    expect(uri).toMatch(/^otpauth:\/\/totp\/Simpul:/);
    expect(sealed).not.toContain(secret);
    const code = codeOf(secret, fixture.clock.now);
    const { signedIn } = firstOf(await people.enrolment.addTotp(session, { sealed, code }));
    expect(signedIn.session.means).toBe('totp');
    expect(JSON.stringify(signedIn.session.person)).not.toContain(secret);
  });

  it('can be an identity of the region, but not one that somebody else signs in with', async () => {
    const identity = { issuer: 'https://sso.example', subject: '42' };
    const first = await comeIn();
    firstOf(await people.enrolment.addUpstream(first.session, identity));
    const second = await comeIn();
    await expect(people.enrolment.addUpstream(second.session, identity)).rejects.toMatchObject({
      code: PEOPLE.MEANS_REFUSED.code,
    });
    expect((await people.signIn.withUpstream(identity, VISITOR)).session.person.id).toBe(first.session.person.id);
  });

  it('is not set up where the log does not take it', async () => {
    const { token, session } = await comeIn();
    fixture.refuseLeaves(true);
    await expect(addPasskey(session)).rejects.toMatchObject({ code: RECORD.UNAVAILABLE.code });
    fixture.refuseLeaves(false);
    expect((await people.sessions.find(token))?.person).toMatchObject({ status: 'invited', passkeys: [] });
    firstOf(await addPasskey(session));
  });

  it('must come within half an hour', async () => {
    const { token } = await comeIn();
    fixture.clock.now += 30 * MINUTE_MS;
    expect(await people.sessions.find(token)).toBeUndefined();
  });

  it('is set up once where it is sent twice at once', async () => {
    const { session } = await comeIn();
    const responses = await Promise.all(
      [1, 2].map(async () => fixture.authenticator.create(await people.enrolment.passkeyOptions(session))),
    );
    const tries = responses.map((response) => people.enrolment.addPasskey(session, { response, name: 'Key' }));
    expect(await outcomes(tries)).toEqual({ succeeded: 1, codes: new Set([PEOPLE.SESSION_ENDED.code]) });
  });

  it('can be a passkey alone where the invitation names no address', async () => {
    const { link } = await people.invitations.invite(OPERATOR, { name: 'Budi', grants: WATCHER });
    const { session } = await people.invitations.accept(tokenIn(link), VISITOR);
    const needed = expect.objectContaining({ code: PEOPLE.EMAIL_NEEDED.code });
    expect(() => people.enrolment.startTotp(session)).toThrow(needed);
    firstOf(await addPasskey(session));
  });
});

describe('a new passkey', () => {
  it.each<[string, Circumstances]>([
    ['made for another site', { origin: 'https://evil.example' }],
    ['bound to another host', { rpId: 'evil.example' }],
    ['without verification of the person', { userVerified: false }],
  ])('%s is refused', async (_what, how) => {
    const { session } = await comeIn();
    await expect(addPasskey(session, how)).rejects.toMatchObject({ code: PEOPLE.MEANS_REFUSED.code });
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'x'],
    ['an empty object', {}],
    ['a response without its parts', { id: 'a', rawId: 'a', type: 'public-key', response: { clientDataJSON: 'e30' } }],
  ])('that is %s is refused', async (_what, response) => {
    const { session } = await comeIn();
    const added = people.enrolment.addPasskey(session, { response, name: 'Key' });
    await expect(added).rejects.toMatchObject({ code: PEOPLE.MEANS_REFUSED.code });
  });

  it('answers a challenge of this session, once, within five minutes', async () => {
    const { signedIn } = firstOf(await addPasskey((await comeIn()).session));
    const { session } = signedIn;
    const other = await fixture.enrol(WATCHER);
    const refused = { code: PEOPLE.MEANS_REFUSED.code };
    const add = (response: unknown) => people.enrolment.addPasskey(session, { response, name: 'Key' });

    const foreign = await people.enrolment.passkeyOptions(other.session);
    await expect(add(fixture.authenticator.create(foreign))).rejects.toMatchObject(refused);
    const options = await people.enrolment.passkeyOptions(session);
    await add(fixture.authenticator.create(options));
    await expect(add(fixture.authenticator.create(options))).rejects.toMatchObject(refused);
    const late = await people.enrolment.passkeyOptions(session);
    fixture.clock.now += 5 * MINUTE_MS;
    await expect(add(fixture.authenticator.create(late))).rejects.toMatchObject(refused);
  });

  it('is the tenth at most, and each excludes those before it', async () => {
    const { session } = firstOf(await addPasskey((await comeIn()).session)).signedIn;
    for (let more = 0; more < 9; more++) await addPasskey(session);
    const now = await people.accounts.find(session.person.id);
    expect(new Set(now?.passkeys.map(({ id }) => id)).size).toBe(10);
    await expect(addPasskey(session)).rejects.toMatchObject({ code: PEOPLE.MEANS_LIMIT.code });
  });
});

describe('a code of a new authenticator app', () => {
  it.each<[string, (right: { sealed: string; code: string }) => { sealed: string; code: string }]>([
    ['that is wrong', ({ sealed, code }) => ({ sealed, code: code === '000000' ? '000001' : '000000' })],
    ['with a changed secret', ({ sealed, code }) => ({ sealed: `${sealed.slice(0, -4)}AAAA`, code })],
    ['with no secret at all', ({ code }) => ({ sealed: '', code })],
  ])('%s is refused', async (_what, change) => {
    const { session } = await comeIn();
    const { secret, sealed } = people.enrolment.startTotp(session);
    const given = change({ sealed, code: codeOf(secret, fixture.clock.now) });
    await expect(people.enrolment.addTotp(session, given)).rejects.toMatchObject({ code: PEOPLE.MEANS_REFUSED.code });
  });

  it('is refused in another session, and after five minutes', async () => {
    const [one, other] = [await comeIn(), await comeIn()];
    const { secret, sealed } = people.enrolment.startTotp(one.session);
    const give = (session: Session) =>
      people.enrolment.addTotp(session, { sealed, code: codeOf(secret, fixture.clock.now) });
    await expect(give(other.session)).rejects.toMatchObject({ code: PEOPLE.MEANS_REFUSED.code });
    fixture.clock.now += 5 * MINUTE_MS;
    await expect(give(one.session)).rejects.toMatchObject({ code: PEOPLE.MEANS_REFUSED.code });
  });
});

describe('the means of somebody who has signed in', () => {
  it('are removed one by one, but never the last', async () => {
    const { session } = await fixture.enrol(WATCHER);
    const [passkey] = session.person.passkeys;
    const last = { code: PEOPLE.LAST_MEANS.code };
    await expect(people.enrolment.removePasskey(session, passkey?.id ?? '')).rejects.toMatchObject(last);
    await addTotp(session);
    await people.enrolment.removePasskey(session, passkey?.id ?? '');
    await expect(people.enrolment.removeTotp(session)).rejects.toMatchObject(last);
    await expect(people.enrolment.removePasskey(session, 'none')).rejects.toMatchObject({
      code: PEOPLE.MEANS_UNKNOWN.code,
    });
    expect(fixture.leaves.slice(-2).map(({ leaf }) => leaf.op?.split(' ')[1])).toEqual(['+totp', '-passkey']);
  });

  it('are never all removed at once', async () => {
    const { session } = await fixture.enrol(WATCHER);
    await addPasskey(session);
    await addTotp(session);
    const now = await people.accounts.find(session.person.id);
    const removals = [
      ...(now?.passkeys ?? []).map(({ id }) => people.enrolment.removePasskey(session, id)),
      people.enrolment.removeTotp(session),
    ];
    expect(await outcomes(removals)).toEqual({ succeeded: 2, codes: new Set([PEOPLE.LAST_MEANS.code]) });
  });

  it('change only within 15 minutes after signing in', async () => {
    const { session } = await fixture.enrol(WATCHER);
    fixture.clock.now += 15 * MINUTE_MS;
    const again = { code: PEOPLE.SIGN_IN_AGAIN.code };
    await expect(people.enrolment.passkeyOptions(session)).rejects.toMatchObject(again);
    expect(() => people.enrolment.startTotp(session)).toThrow(expect.objectContaining(again));
    await expect(people.enrolment.newRecoveryCodes(session)).rejects.toMatchObject(again);
    await expect(people.enrolment.removeTotp(session)).rejects.toMatchObject(again);
  });

  it('change no more once the session was ended', async () => {
    const { session, id } = await fixture.enrol(WATCHER);
    const response = fixture.authenticator.create(await people.enrolment.passkeyOptions(session));
    await people.sessions.endAll(id);
    await expect(people.enrolment.addPasskey(session, { response, name: '' })).rejects.toMatchObject({
      code: PEOPLE.SESSION_ENDED.code,
    });
  });

  it('include recovery codes that take the place of the old ones', async () => {
    const { session, email, recoveryCodes } = await fixture.enrol(WATCHER);
    const fresh = await people.enrolment.newRecoveryCodes(session);
    expect(fresh).toHaveLength(10);
    await expect(people.signIn.withCode({ email, code: recoveryCodes[0] ?? '' }, VISITOR)).rejects.toMatchObject({
      code: PEOPLE.SIGN_IN_FAILED.code,
    });
    await people.signIn.withCode({ email, code: fresh[0] ?? '' }, VISITOR);
  });

  it('are made with any authenticator', async () => {
    const { session } = await fixture.enrol(WATCHER);
    const other = new Authenticator(PUBLIC_URL);
    const response = other.create(await people.enrolment.passkeyOptions(session));
    await people.enrolment.addPasskey(session, { response, name: 'Second' });
    const assertion = other.get(await people.signIn.passkeyOptions());
    expect((await people.signIn.withPasskey(assertion, VISITOR)).session.person.id).toBe(session.person.id);
  });
});
