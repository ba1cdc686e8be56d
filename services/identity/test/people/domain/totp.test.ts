import { describe, expect, it } from '@jest/globals';
import { Secret } from 'otpauth';
import { makeTotpSecret, stepOf, totpUri } from '../../../src/people/domain/totp.ts';

/** RFC 6238, appendix B, SHA-1, the last six of the eight digits. */
const VECTORS: readonly (readonly [number, string])[] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
];
const SECRET = Secret.fromUTF8('12345678901234567890').base32;

describe('a code of an authenticator app', () => {
  it.each(VECTORS)('is that of RFC 6238 at %i s', (seconds, code) => {
    expect(stepOf(code, SECRET, { now: seconds * 1000, lastStep: 0 })).toBe(Math.floor(seconds / 30));
  });

  it('is taken one step early or late, and in no step that was taken before', () => {
    const [seconds, code] = VECTORS[1] ?? [0, ''];
    const step = Math.floor(seconds / 30);
    const at = (steps: number, lastStep = 0) => stepOf(code, SECRET, { now: (seconds + steps * 30) * 1000, lastStep });
    expect([-2, -1, 0, 1, 2].map((steps) => at(steps))).toEqual([undefined, step, step, step, undefined]);
    expect(at(0, step - 1)).toBe(step);
    expect(at(0, step)).toBeUndefined();
  });

  it.each(['', '28708', '2870822', '28708a', ' 287082', '２８７０８２'])('is not %j', (code) => {
    expect(stepOf(code, SECRET, { now: 59_000, lastStep: 0 })).toBeUndefined();
  });

  it('comes of a secret of 160 bits, never the same, which apps read from an address', () => {
    const secret = makeTotpSecret();
    expect(Secret.fromBase32(secret).bytes).toHaveLength(20);
    expect(makeTotpSecret()).not.toBe(secret);
    const uri = new URL(totpUri(secret, 'sari@office.example'));
    expect(uri.protocol).toBe('otpauth:');
    expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret, issuer: 'Simpul', digits: '6', period: '30' });
  });
});
