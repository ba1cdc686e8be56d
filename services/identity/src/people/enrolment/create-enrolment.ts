import { PEOPLE, SimpulError } from '@simpul/errors';
import { readRegistration } from '../domain/credential-json.ts';
import { countMeans, hasRegionOperator, isRegionOperator, type Person } from '../domain/person.ts';
import { makeRecoveryCodes, recoveryDigest } from '../domain/recovery-codes.ts';
import { FRESH_MS, MAX_PASSKEYS, MAX_UPSTREAM } from '../limits.ts';
import type { PeopleParts } from '../parts.ts';
import { once } from '../people-log.ts';
import type { Enrolled, Enrolment } from '../people.ts';
import type { SessionKeeper } from '../sessions/create-sessions.ts';
import type { Means, Session } from '../sessions/session.ts';
import type { Identity } from '../store/upstreams.ts';
import { createTotpSetUp } from './totp-set-up.ts';

export interface EnrolmentParts extends PeopleParts {
  readonly keeper: SessionKeeper;
}

/** How a change of somebody's means of signing in is decided. */
type DecideMeans = (person: Person) => Partial<Person>;

const MAX_NAME_LENGTH = 60;

export function createEnrolment(parts: EnrolmentParts): Enrolment {
  const { persons, operators, upstreams, relyingParty, keeper, now } = parts;
  const totp = createTotpSetUp(parts);

  /** A first means makes the person active; the session that the invitation began ends with it. */
  async function add(session: Session, means: Means, decide: DecideMeans): Promise<Enrolled> {
    mustBeFresh(session, now());
    const isFirst = session.stage === 'enrolment';
    const recoveryCodes = isFirst ? makeRecoveryCodes() : [];
    const person = await change(session, `+${means}`, async (stored) => {
      const changes = decide(stored);
      if (!isFirst) return changes;
      if (hasRegionOperator(stored.grants)) await operators.add(stored.id);
      const recovery = recoveryCodes.map((code) => recoveryDigest(stored.id, code));
      return { ...changes, recovery, status: 'active', era: stored.era + 1 };
    });
    if (!isFirst) return { person };
    await keeper.sweep(person);
    if (isRegionOperator(person)) await parts.onOperator();
    return { person, recoveryCodes, signedIn: await keeper.begin(person, { means, visitor: session }) };
  }

  async function remove(session: Session, means: Means, decide: DecideMeans): Promise<void> {
    mustBeFresh(session, now());
    await change(session, `-${means}`, async (stored) => {
      const changes = decide(stored);
      if (countMeans({ ...stored, ...changes }) === 0) throw new SimpulError(PEOPLE.LAST_MEANS);
      return changes;
    });
  }

  function change(session: Session, what: string, decide: (person: Person) => Promise<Partial<Person>>) {
    const { id, era } = session.person;
    const log = once(parts.log);
    return persons.change(id, async (stored) => {
      if (stored.era !== era) throw new SimpulError(PEOPLE.SESSION_ENDED);
      const changes = await decide(stored);
      await log({ type: 'people.enrolled', actor: { kind: 'person', id }, person: id, what });
      return changes;
    });
  }

  async function addUpstream(session: Session, identity: Identity): Promise<Enrolled> {
    mustBeFresh(session, now());
    const { id } = session.person;
    const owner = await upstreams.ownerOf(identity);
    if (owner !== undefined && owner !== id && holdsIdentity(await persons.get(owner), identity)) {
      throw new SimpulError(PEOPLE.MEANS_REFUSED);
    }
    if (owner !== id && !(await upstreams.claim(identity, id, owner))) throw new SimpulError(PEOPLE.CONFLICT);
    return add(session, 'upstream', ({ upstream }) => {
      const others = upstream.filter((one) => !isSame(one, identity));
      mustHaveRoom(others.length, MAX_UPSTREAM);
      return { upstream: [...others, { ...identity, addedAt: now() }] };
    });
  }

  return {
    async passkeyOptions(session) {
      mustBeFresh(session, now());
      return relyingParty.registrationOptions(session.person, session.id);
    },
    async addPasskey(session, { response: given, name }) {
      mustBeFresh(session, now());
      const response = readRegistration(given);
      const proof = response && (await relyingParty.verifyRegistration(response, session.id));
      if (proof === undefined) throw new SimpulError(PEOPLE.MEANS_REFUSED);
      const named = { name: name.trim().slice(0, MAX_NAME_LENGTH).toWellFormed(), addedAt: now(), usedAt: null };
      return add(session, 'passkey', ({ passkeys }) => {
        mustHaveRoom(passkeys.length, MAX_PASSKEYS);
        if (passkeys.some(({ id }) => id === proof.passkey.id)) throw new SimpulError(PEOPLE.MEANS_REFUSED);
        return { passkeys: [...passkeys, { ...proof.passkey, ...named }] };
      });
    },
    removePasskey: (session, id) =>
      remove(session, 'passkey', ({ passkeys }) => {
        const left = passkeys.filter((one) => one.id !== id);
        if (left.length === passkeys.length) throw new SimpulError(PEOPLE.MEANS_UNKNOWN);
        return { passkeys: left };
      }),
    startTotp(session) {
      mustBeFresh(session, now());
      return totp.start(session);
    },
    async addTotp(session, answer) {
      mustBeFresh(session, now());
      const proven = totp.prove(session, answer);
      return add(session, 'totp', () => ({ totp: proven }));
    },
    removeTotp: (session) =>
      remove(session, 'totp', (person) => {
        if (person.totp === null) throw new SimpulError(PEOPLE.MEANS_UNKNOWN);
        return { totp: null };
      }),
    addUpstream,
    removeUpstream: (session, identity) =>
      remove(session, 'upstream', ({ upstream }) => {
        const left = upstream.filter((one) => !isSame(one, identity));
        if (left.length === upstream.length) throw new SimpulError(PEOPLE.MEANS_UNKNOWN);
        return { upstream: left };
      }),
    async newRecoveryCodes(session) {
      mustBeFresh(session, now());
      if (session.stage !== 'signed-in') throw new SimpulError(PEOPLE.SESSION_ENDED);
      const codes = makeRecoveryCodes();
      await change(session, '+recovery-codes', async ({ id }) => ({
        recovery: codes.map((code) => recoveryDigest(id, code)),
      }));
      return codes;
    },
  };
}

/** @throws SimpulError `PEOPLE.SIGN_IN_AGAIN`: a session that was left open must not come to new keys. */
function mustBeFresh({ stage, startedAt }: Session, now: number): void {
  if (stage === 'enrolment' || now < startedAt + FRESH_MS) return;
  throw new SimpulError(PEOPLE.SIGN_IN_AGAIN, { params: { minutes: FRESH_MS / 60_000 } });
}

function mustHaveRoom(count: number, limit: number): void {
  if (count >= limit) throw new SimpulError(PEOPLE.MEANS_LIMIT, { params: { limit } });
}

function holdsIdentity(person: Person | undefined, identity: Identity): boolean {
  return person?.upstream.some((one) => isSame(one, identity)) === true;
}

function isSame(one: Identity, other: Identity): boolean {
  return one.issuer === other.issuer && one.subject === other.subject;
}
