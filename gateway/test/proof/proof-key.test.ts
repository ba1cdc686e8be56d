import { describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint } from 'jose';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { isPrivate, readProofKey } from '../../src/proof/proof-key.ts';

const jwkOf = (key: KeyObject) => ({ ...key.export({ format: 'jwk' }) });
const ec = jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
const ed = jwkOf(generateKeyPairSync('ed25519').publicKey);
const rsa = jwkOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey);
const GOOD = [
  ['ES256', ec],
  ['EdDSA', ed],
  ['PS256', rsa],
] as const;

const modulus = (bits: number): string => {
  const bytes = Buffer.alloc(Math.ceil(bits / 8), 0xff);
  bytes[0] = 0xff >> (bytes.length * 8 - bits);
  return bytes.toString('base64url');
};
/** The same bytes with bits left over at the end. */
const slack = (text = '') => text.slice(0, -1) + String.fromCodePoint((text.codePointAt(text.length - 1) ?? 0) + 1);

describe('the key of a proof', () => {
  it.each(GOOD)('for %s has the thumbprint of RFC 7638', async (alg, jwk) => {
    expect(readProofKey(jwk, alg)?.jkt).toBe(await calculateJwkThumbprint(jwk));
    expect(readProofKey({ ...jwk, alg, use: 'sig', key_ops: ['verify'], kid: 'x' }, alg)?.jkt).toBeDefined();
  });

  it.each(GOOD)('is refused for another algorithm than %s', (alg, jwk) => {
    for (const other of ['ES256', 'EdDSA', 'PS256'] as const)
      if (other !== alg) expect(readProofKey(jwk, other)).toBeUndefined();
    expect(readProofKey({ ...jwk, alg: 'RS256' }, alg)).toBeUndefined();
    expect(readProofKey({ ...jwk, use: 'enc' }, alg)).toBeUndefined();
    expect(readProofKey({ ...jwk, key_ops: ['sign'] }, alg)).toBeUndefined();
    expect(readProofKey({ ...jwk, key_ops: 'verify' }, alg)).toBeUndefined();
  });

  it('is refused when its point is not on the curve', () => {
    const x = Buffer.from(ec.x ?? '', 'base64url');
    x[31] = (x[31] ?? 0) ^ 1;
    expect(readProofKey({ ...ec, x: x.toString('base64url') }, 'ES256')).toBeUndefined();
    expect(readProofKey({ ...ec, y: Buffer.alloc(32).toString('base64url') }, 'ES256')).toBeUndefined();
    expect(readProofKey({ ...ec, y: Buffer.alloc(32, 0xff).toString('base64url') }, 'ES256')).toBeUndefined();
  });

  it('is refused when a number of it is not written in its only form', () => {
    expect(readProofKey({ ...ec, x: slack(ec.x) }, 'ES256')).toBeUndefined();
    expect(readProofKey({ ...ec, x: `${ec.x}=` }, 'ES256')).toBeUndefined();
    expect(readProofKey({ ...ec, x: `AAAA${ec.x}` }, 'ES256')).toBeUndefined();
    expect(readProofKey({ ...ed, x: slack(ed.x) }, 'EdDSA')).toBeUndefined();
    const padded = Buffer.concat([Buffer.alloc(1), Buffer.from(rsa.n ?? '', 'base64url')]).toString('base64url');
    expect(readProofKey({ ...rsa, n: padded }, 'PS256')).toBeUndefined();
  });

  it.each([
    [1024, false],
    [2047, false],
    [2048, true],
    [4096, true],
    [4097, false],
    [16_384, false],
  ])('of RSA with %i bits: %p', (bits, taken) => {
    expect(readProofKey({ kty: 'RSA', n: modulus(bits), e: 'AQAB' }, 'PS256') !== undefined).toBe(taken);
  });

  it.each(['Aw', 'AQ', '', 'AQABAQABAQABAQAB', undefined])('of RSA with the exponent %p is refused', (e) => {
    expect(readProofKey({ ...rsa, e }, 'PS256')).toBeUndefined();
  });

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])(
    'with the member %s holds more than a public key',
    (member) => {
      expect(isPrivate({ ...ec, [member]: 'AA' })).toBe(true);
      expect(isPrivate(ec)).toBe(false);
    },
  );
});
