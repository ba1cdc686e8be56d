import { PEOPLE, SimpulError } from '@simpul/errors';
import type { Totp } from '../domain/person.ts';
import { makeTotpSecret, stepOf, totpUri } from '../domain/totp.ts';
import { CHALLENGE_MS } from '../limits.ts';
import type { PeopleParts } from '../parts.ts';
import type { Session } from '../sessions/session.ts';
import { totpContext } from '../sign-in/check-code.ts';

/** Setting up an authenticator app: the secret goes out, sealed for this session, and comes back with a code. */
export function createTotpSetUp({ secrets, now }: Pick<PeopleParts, 'secrets' | 'now'>) {
  return {
    /** @throws SimpulError `PEOPLE.EMAIL_NEEDED`: codes alone do not say whose they are. */
    start({ id, person }: Session) {
      if (person.email === null) throw new SimpulError(PEOPLE.EMAIL_NEEDED);
      const secret = makeTotpSecret();
      const sealed = secrets.seal(JSON.stringify([secret, now() + CHALLENGE_MS]), `totp-start\0${id}`);
      return { secret, uri: totpUri(secret, person.email), sealed };
    },
    /** @throws SimpulError `PEOPLE.MEANS_REFUSED` */
    prove({ id, person }: Session, { sealed, code }: { readonly sealed: string; readonly code: string }): Totp {
      const opened = secrets.open(sealed, `totp-start\0${id}`);
      const [secret, end] = opened === undefined ? ['', 0] : (JSON.parse(opened) as [string, number]);
      const step = now() < end ? stepOf(code.trim(), secret, { now: now(), lastStep: 0 }) : undefined;
      if (step === undefined) throw new SimpulError(PEOPLE.MEANS_REFUSED);
      return { sealed: secrets.seal(secret, totpContext(person.id)), lastStep: step, addedAt: now() };
    },
  };
}
