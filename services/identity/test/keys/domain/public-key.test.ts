import { describe, expect, it } from '@jest/globals';
import { KEY } from '@simpul/errors';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { readPublicKey } from '../../../src/keys/domain/public-key.ts';

const made = async (alg: string, options: { modulusLength?: number } = {}): Promise<JWK> =>
  exportJWK((await generateKeyPair(alg, { extractable: true, ...options })).publicKey);

describe('a public key', () => {
  it.each(['ES256', 'PS256', 'PS512', 'EdDSA'])(
    'of %s is named by its thumbprint, whatever it says itself',
    async (alg) => {
      const jwk = await made(alg);
      const kid = await calculateJwkThumbprint(jwk);
      const read = await readPublicKey({ ...jwk, kid: 'mine', alg, use: 'sig', x5c: ['MII'] });
      expect(read).toEqual({ kid, alg, jwk: { ...jwk, alg, use: 'sig', kid } });
    },
  );

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])('is refused with the private member %s', async (name) => {
    const refused = readPublicKey({ ...(await made('ES256')), [name]: 'AAAA' });
    await expect(refused).rejects.toMatchObject({ code: KEY.INVALID.code });
    await expect(refused).rejects.not.toThrow('AAAA');
  });

  it('is refused where it is of another kind', async () => {
    for (const alg of ['ES384', 'ES512']) {
      await expect(readPublicKey({ ...(await made(alg)) })).rejects.toThrow('expected ES256');
    }
    const { x, y } = await made('ES256');
    for (const jwk of [{}, { kty: 'oct' }, { kty: 'EC', crv: 'secp256k1', x, y }, { kty: 'OKP', crv: 'X25519', x }]) {
      await expect(readPublicKey(jwk)).rejects.toMatchObject({ code: KEY.INVALID.code });
    }
  });

  it('is refused for another algorithm or use than its own', async () => {
    const jwk = { ...(await made('PS256')) };
    await expect(readPublicKey({ ...jwk, alg: 'RS256' })).rejects.toThrow('its alg must be PS256');
    await expect(readPublicKey({ ...jwk, use: 'enc' })).rejects.toThrow('its use must be sig');
  });

  it('is refused where RSA is short, or its exponent another', async () => {
    const { n = '' } = await made('PS256');
    const short = Buffer.from(n, 'base64url').subarray(0, 128).toString('base64url');
    await expect(readPublicKey({ kty: 'RSA', e: 'AQAB', n: short })).rejects.toThrow('its modulus');
    await expect(readPublicKey({ kty: 'RSA', e: 'Aw', n })).rejects.toMatchObject({ code: KEY.INVALID.code });
  });

  it('is refused where its numbers are none, off the curve, or written in another way', async () => {
    const jwk = { ...(await made('ES256')) };
    for (const x of [undefined, 1, '', 'AA', `${jwk.x}=`, Buffer.from('1'.repeat(32)).toString('base64url')]) {
      await expect(readPublicKey({ ...jwk, x })).rejects.toMatchObject({ code: KEY.INVALID.code });
    }
    const okp = { ...(await made('EdDSA')) };
    await expect(readPublicKey({ ...okp, x: `${okp.x}\n` })).rejects.toMatchObject({ code: KEY.INVALID.code });
  });
});
