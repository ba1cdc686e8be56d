import { PEOPLE, SimpulError } from '@simpul/errors';
import type { RateLimiter } from '../../domain/rate-limiter.ts';
import type { Person } from '../domain/person.ts';
import { readAssertion } from '../domain/credential-json.ts';
import { emailKeyOf } from '../domain/email.ts';
import { FAILURE_MS } from '../limits.ts';
import type { PeopleParts } from '../parts.ts';
import type { SignIn, Visitor } from '../people.ts';
import type { SessionKeeper } from '../sessions/create-sessions.ts';
import type { Means, SignedIn } from '../sessions/session.ts';
import { tooMany } from '../store/tries.ts';
import { createCodeCheck } from './check-code.ts';

export interface SignInParts extends PeopleParts {
  readonly keeper: SessionKeeper;
  /** By the peer's address, of all tries. */
  readonly sourceLimit: RateLimiter;
  /** Waits for milliseconds. */
  readonly pause: (ms: number) => Promise<unknown>;
}

export function createSignIn(parts: SignInParts): SignIn {
  const { persons, tries, upstreams, secrets, relyingParty, keeper, sourceLimit, pause, now } = parts;
  const checkCode = createCodeCheck(parts);

  /** Answers every failure alike, and after the same time. */
  async function orFail(visitor: Visitor, check: () => Promise<{ person: Person; means: Means } | undefined>) {
    const wait = sourceLimit.take(visitor.source);
    if (wait > 0) throw tooMany(wait);
    const answerAt = performance.now() + FAILURE_MS;
    const found = await check();
    if (found !== undefined) return begin(found, visitor);
    await pause(Math.max(0, answerAt - performance.now()));
    throw new SimpulError(PEOPLE.SIGN_IN_FAILED);
  }

  function begin({ person, means }: { person: Person; means: Means }, visitor: Visitor): Promise<SignedIn> {
    return keeper.begin(person, { means, visitor });
  }

  return {
    passkeyOptions: () => relyingParty.signInOptions(),
    withPasskey: (given, visitor) =>
      orFail(visitor, async () => {
        const response = readAssertion(given);
        const claimed = response && relyingParty.claimedPerson(response);
        const person = claimed === undefined ? undefined : await persons.get(claimed);
        const passkey = person?.passkeys.find(({ id }) => id === response?.id);
        if (response === undefined || passkey === undefined || person?.status !== 'active') return undefined;
        const counter = await relyingParty.verifySignIn(response, passkey);
        if (counter === undefined) return undefined;
        const changed = await persons.change(person.id, ({ passkeys }) => ({
          passkeys: passkeys.map((one) =>
            one.id === passkey.id ? { ...one, counter: Math.max(one.counter, counter), usedAt: now() } : one,
          ),
        }));
        return { person: changed, means: 'passkey' };
      }),
    withCode: ({ email, code }, visitor) =>
      orFail(visitor, async () => {
        const emailKey = emailKeyOf(email);
        const key = secrets.mac(`tries\0${emailKey}`).toString('base64url');
        await tries.count(key, now());
        const found = await checkCode(emailKey, code);
        if (found !== undefined) await tries.clear(key);
        return found;
      }),
    withUpstream: ({ issuer, subject }, visitor) =>
      orFail(visitor, async () => {
        const owner = await upstreams.ownerOf({ issuer, subject });
        const person = owner === undefined ? undefined : await persons.get(owner);
        const isTheirs = person?.upstream.some((one) => one.issuer === issuer && one.subject === subject) === true;
        return isTheirs && person.status === 'active' ? { person, means: 'upstream' } : undefined;
      }),
  };
}
