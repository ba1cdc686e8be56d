import { isSimpulError, PEOPLE } from '@simpul/errors';
import type { Person } from '../domain/person.ts';
import { recoveryDigest } from '../domain/recovery-codes.ts';
import { isTotpCode, makeTotpSecret, stepOf } from '../domain/totp.ts';
import type { PeopleParts } from '../parts.ts';
import { once } from '../people-log.ts';
import type { Means } from '../sessions/session.ts';

interface CheckedCode {
  readonly person: Person;
  readonly means: Means;
}

/**
 * Checks a code of an authenticator app or a recovery code, and uses it up: of any number of uses at once one succeeds.
 * Somebody whom there is not costs the same work.
 */
export function createCodeCheck(parts: Pick<PeopleParts, 'persons' | 'secrets' | 'log' | 'now'>) {
  const { persons, secrets, now } = parts;
  const nobody = { id: '', sealed: secrets.seal(makeTotpSecret(), totpContext('')) };

  function step(code: string, person: Person | undefined): number | undefined {
    const { id, sealed } = person?.totp ? { id: person.id, sealed: person.totp.sealed } : nobody;
    const secret = secrets.open(sealed, totpContext(id));
    return secret === undefined
      ? undefined
      : stepOf(code, secret, { now: now(), lastStep: person?.totp?.lastStep ?? 0 });
  }

  async function withTotp(found: Person | undefined, code: string): Promise<CheckedCode | undefined> {
    const isRight = step(code, found) !== undefined;
    if (!isRight || found === undefined || found.totp === null) return undefined;
    const changed = await persons.change(found.id, (person) => {
      const lastStep = person.status === 'active' ? step(code, person) : undefined;
      if (person.totp === null || lastStep === undefined) throw USED;
      return { totp: { ...person.totp, lastStep } };
    });
    return { person: changed, means: 'totp' };
  }

  async function withRecoveryCode(found: Person | undefined, code: string): Promise<CheckedCode | undefined> {
    const digest = recoveryDigest(found?.id ?? nobody.id, code);
    if (found?.recovery.includes(digest) !== true) return undefined;
    const log = once(parts.log);
    const changed = await persons.change(found.id, async (person) => {
      if (!person.recovery.includes(digest)) throw USED;
      await log({ type: 'people.recovered', actor: { kind: 'person', id: person.id }, person: person.id });
      return { recovery: person.recovery.filter((one) => one !== digest) };
    });
    return { person: changed, means: 'recovery-code' };
  }

  return async (emailKey: string, code: string): Promise<CheckedCode | undefined> => {
    const found = await persons.byEmail(emailKey);
    const active = found?.status === 'active' ? found : undefined;
    const check = isTotpCode(code.trim()) ? withTotp : withRecoveryCode;
    try {
      return await check(active, code.trim());
    } catch (error) {
      if (error === USED || isSimpulError(error, PEOPLE.CONFLICT)) return undefined;
      throw error;
    }
  };
}

/** Another use of the same code was first. */
const USED = new Error('the code was used before');

/** What a sealed secret of an authenticator app is: one person's. */
export function totpContext(person: string): string {
  return `totp\0${person}`;
}
