import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { challengeEnd, makeChallenge } from '../../../src/people/domain/challenge.ts';
import { createSecrets } from '../../../src/people/domain/secrets.ts';

const secrets = createSecrets(Buffer.alloc(32, 1));
const others = createSecrets(Buffer.alloc(32, 2));

describe('a sealed text', () => {
  it('opens here as what it was sealed as, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
        expect(secrets.open(secrets.seal(text, context), context)).toBe(text);
      }),
    );
  });

  it('opens neither elsewhere nor as something else, and is never sealed alike', () => {
    const sealed = secrets.seal('text', 'context');
    expect(others.open(sealed, 'context')).toBeUndefined();
    expect(secrets.open(sealed, 'other')).toBeUndefined();
    expect(secrets.seal('text', 'context')).not.toBe(sealed);
  });

  it('does not open once a byte of it was changed', () => {
    const sealed = Buffer.from(secrets.seal('text', 'context'), 'base64url');
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(secrets.open(changed.toString('base64url'), 'context')).toBeUndefined();
    }
  });

  it('is not any text', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(secrets.open(text, '')).toBeUndefined()));
  });
});

describe('a challenge', () => {
  const now = 1_790_000_000_000;
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

  it('holds for five minutes, here, for what it was made', () => {
    const challenge = text(makeChallenge(secrets, 'sign-in', now));
    const end = now + 5 * 60_000;
    expect(challengeEnd(secrets, challenge, { what: 'sign-in', now })).toBe(end);
    expect(challengeEnd(secrets, challenge, { what: 'sign-in', now: end - 1 })).toBe(end);
    expect(challengeEnd(secrets, challenge, { what: 'sign-in', now: end })).toBeUndefined();
    expect(challengeEnd(secrets, challenge, { what: 'other', now })).toBeUndefined();
    expect(challengeEnd(others, challenge, { what: 'sign-in', now })).toBeUndefined();
  });

  it('is never the same, and cannot be given a later end', () => {
    const bytes = makeChallenge(secrets, 'sign-in', now);
    expect(text(makeChallenge(secrets, 'sign-in', now))).not.toBe(text(bytes));
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(challengeEnd(secrets, text(changed), { what: 'sign-in', now })).toBeUndefined();
    }
  });
});
