import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createKeyImporter, importSigningKey, importVerifyingKey, type Jwk } from '../../src/index.ts';
import { ed25519Key, p256Key, rsaKey } from '../support/keys.ts';

const ed25519 = ed25519Key();
const p256 = p256Key();
const rsa = rsaKey();

const rsaJwk = (options: { modulusLength: number; publicExponent?: number }): Jwk => {
  const { publicKey } = generateKeyPairSync('rsa', options);
  return { ...publicKey.export({ format: 'jwk' }), alg: 'PS512' };
};
/** The last character of 32 bytes in base64url has two bits that mean nothing. */
const withStrayBits = (text: unknown): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(String(text).slice(-1));
  return `${String(text).slice(0, -1)}${alphabet[last + 1]}`;
};

const withLeadingZero = (text: unknown): string =>
  Buffer.concat([Buffer.alloc(1), Buffer.from(String(text), 'base64url')]).toString('base64url');

describe('a key', () => {
  it.each([
    ['Ed25519', ed25519, 'ed25519'],
    ['P-256', p256, 'ecdsa-p256-sha256'],
    ['RSA', rsa, 'rsa-pss-sha512'],
  ])('%s signs and verifies with its own algorithm', async (_, { signing, verifying }, algorithm) => {
    const data = Buffer.from('base');
    const signature = await signing.sign(data);
    expect(verifying.algorithm).toBe(algorithm);
    expect(verifying.holds({ data, signature })).toBe(true);
    expect(verifying.holds({ data: Buffer.from('Base'), signature })).toBe(false);
    expect(verifying.holds({ data, signature: signature.subarray(1) })).toBe(false);
    expect(verifying.holds({ data, signature: new Uint8Array(0) })).toBe(false);
  });

  it('of P-256 gives r and s alone, and takes no DER', async () => {
    const data = Buffer.from('base');
    const signature = await p256.signing.sign(data);
    expect(signature.length).toBe(64);
    const der = Buffer.concat([
      Buffer.from([0x30, 68, 2, 32]),
      signature.subarray(0, 32),
      Buffer.from([2, 32]),
      signature.subarray(32),
    ]);
    expect(p256.verifying.holds({ data, signature: der })).toBe(false);
  });

  it.each<readonly [string, string, Jwk]>([
    ['a kind that nobody knows', 'kty', { kty: 'oct', k: 'AAAA' }],
    ['none', 'kty', {}],
    ['X25519', 'crv', { ...ed25519.publicJwk, crv: 'X25519' }],
    ['P-384', 'crv', { ...p256.publicJwk, crv: 'P-384' }],
    ['Ed25519 for ES256', 'alg', { ...ed25519.publicJwk, alg: 'ES256' }],
    ['P-256 for ES384', 'alg', { ...p256.publicJwk, alg: 'ES384' }],
    ['RSA without alg', 'alg', { ...rsa.publicJwk, alg: undefined }],
    ['RSA for PS256', 'alg', { ...rsa.publicJwk, alg: 'PS256' }],
    ['RSA for RS512', 'alg', { ...rsa.publicJwk, alg: 'RS512' }],
    ['a key for encryption', 'use', { ...ed25519.publicJwk, use: 'enc' }],
    ['a key that may not verify', 'key_ops', { ...ed25519.publicJwk, key_ops: ['sign'] }],
    ['no coordinate', 'x', { kty: 'OKP', crv: 'Ed25519' }],
    ['a coordinate cut off', 'x', { ...ed25519.publicJwk, x: String(ed25519.publicJwk['x']).slice(0, -2) }],
    ['a coordinate with stray bits', 'x', { ...ed25519.publicJwk, x: withStrayBits(ed25519.publicJwk['x']) }],
    ['a padded coordinate', 'x', { ...ed25519.publicJwk, x: `${String(ed25519.publicJwk['x'])}=` }],
    ['a coordinate with a leading zero', 'x', { ...p256.publicJwk, x: withLeadingZero(p256.publicJwk['x']) }],
    ['a second coordinate with a leading zero', 'y', { ...p256.publicJwk, y: withLeadingZero(p256.publicJwk['y']) }],
    ['a second coordinate cut off', 'y', { ...p256.publicJwk, y: String(p256.publicJwk['y']).slice(0, -2) }],
    ['RSA of 1024 bits', 'n', rsaJwk({ modulusLength: 1024 })],
    ['RSA of 2047 bits', 'n', { ...rsa.publicJwk, n: Buffer.alloc(256, 0x7f).toString('base64url') }],
    ['RSA of 4104 bits', 'n', { ...rsa.publicJwk, n: Buffer.alloc(513, 0xff).toString('base64url') }],
    ['RSA with a leading zero', 'n', { ...rsa.publicJwk, n: withLeadingZero(rsa.publicJwk['n']) }],
    ['RSA with another exponent', 'e', rsaJwk({ modulusLength: 2048, publicExponent: 3 })],
  ])('is unusable as %s: %s', (_, member, jwk) => {
    expect(() => importVerifyingKey(jwk)).toThrow(`key-unusable: ${member}`);
  });

  it.each([2048, 4096])('of RSA may have %i bits', (bits) => {
    const n = Buffer.alloc(bits / 8, 0xff).toString('base64url');
    expect(importVerifyingKey({ ...rsa.publicJwk, n }).algorithm).toBe('rsa-pss-sha512');
  });

  it('is unusable as a point that is not on the curve', () => {
    expect(() => importVerifyingKey({ ...p256.publicJwk, y: p256.publicJwk['x'] })).toThrow('key-unusable');
  });

  it('cannot sign as a public half, with a foreign private half, or where it may not', () => {
    expect(() => importSigningKey(ed25519.publicJwk)).toThrow('key-unusable: d');
    expect(() => importSigningKey({ ...ed25519.jwk, d: ed25519Key().jwk['d'] })).toThrow('key-unusable: d');
    expect(() => importSigningKey({ ...ed25519.jwk, key_ops: ['verify'] })).toThrow('key-unusable: key_ops');
  });

  it('does not show its private half when it cannot be imported', () => {
    const jwk = { ...p256.jwk, d: 'secret' };
    expect(() => importSigningKey(jwk)).toThrow(expect.not.objectContaining({ cause: expect.anything() }));
  });
});

describe('createKeyImporter', () => {
  it('imports a key once while it is kept, and knows it by what it is, not by its other members', () => {
    const importKey = createKeyImporter({ max: 2 });
    const key = importKey(ed25519.publicJwk);
    expect(importKey({ ...ed25519.publicJwk, kid: 'other' })).toBe(key);
  });

  it('drops the key that was not asked for the longest', () => {
    const importKey = createKeyImporter({ max: 2 });
    const [a, b] = [importKey(ed25519.publicJwk), importKey(p256.publicJwk)];
    expect(importKey(ed25519.publicJwk)).toBe(a);
    importKey(rsa.publicJwk);
    expect(importKey(ed25519.publicJwk)).toBe(a);
    expect(importKey(p256.publicJwk)).not.toBe(b);
  });

  it('keeps none where it may keep none', () => {
    const importKey = createKeyImporter({ max: 0 });
    expect(importKey(ed25519.publicJwk)).not.toBe(importKey(ed25519.publicJwk));
  });

  it('refuses what may not verify though the key is kept', () => {
    const importKey = createKeyImporter({ max: 2 });
    importKey(rsa.publicJwk);
    expect(() => importKey({ ...rsa.publicJwk, alg: 'PS256' })).toThrow('key-unusable: alg');
    expect(() => importKey({ ...rsa.publicJwk, use: 'enc' })).toThrow('key-unusable: use');
  });
});
