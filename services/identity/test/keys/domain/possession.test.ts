import { beforeAll, describe, expect, it } from '@jest/globals';
import { KEY } from '@simpul/errors';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { PROOF_TYPE, verifyPossession } from '../../../src/keys/domain/possession.ts';
import { type PublicKey, readPublicKey } from '../../../src/keys/domain/public-key.ts';

const FOR = { subsystem: 'ID-LA/GOV/A/b', issuer: 'https://bus.example/oauth2' };

let privateKey: CryptoKey;
let key: PublicKey;
let other: CryptoKey;
beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  ({ privateKey } = pair);
  key = await readPublicKey({ ...(await exportJWK(pair.publicKey)) });
  other = (await generateKeyPair('ES256')).privateKey;
});

const now = (): number => Math.floor(Date.now() / 1000);

function prove(claims: Record<string, unknown> = {}, { typ = PROOF_TYPE, by = privateKey } = {}): Promise<string> {
  const all = { iss: FOR.subsystem, sub: FOR.subsystem, aud: FOR.issuer, jkt: key.kid, jti: 'j', iat: now() };
  return new SignJWT({ ...all, exp: now() + 60, ...claims }).setProtectedHeader({ alg: 'ES256', typ }).sign(by);
}

describe('a proof of possession', () => {
  it('is good for its key, its subsystem and this bus', async () => {
    const exp = now() + 30;
    const use = await verifyPossession(await prove({ exp }), key, FOR);
    expect(use).toEqual({ id: `key-proof:${key.kid}:j`, expiresAt: exp });
  });

  it.each<[string, Record<string, unknown>]>([
    ['of another subsystem', { iss: 'ID-LA/GOV/A/c' }],
    ['about another subsystem', { sub: 'ID-LA/GOV/A/c' }],
    ['for another bus', { aud: 'https://other.example/oauth2' }],
    ['for another key', { jkt: 'x' }],
    ['without a thumbprint', { jkt: undefined }],
    ['without an id', { jti: undefined }],
    ['with an empty id', { jti: '' }],
    ['with an id that is too long', { jti: 'j'.repeat(201) }],
    ['that has expired', { iat: 1000, exp: 1060 }],
    ['that lives too long', { exp: Math.floor(Date.now() / 1000) + 600 }],
    ['without an end', { exp: undefined }],
    ['from the future', { iat: Math.floor(Date.now() / 1000) + 600 }],
  ])('is refused %s', async (_, claims) => {
    const refused = verifyPossession(await prove(claims), key, FOR);
    await expect(refused).rejects.toMatchObject({ code: KEY.PROOF_INVALID.code });
  });

  it('is refused by another key, of another type, and where it is none', async () => {
    const texts = [await prove({}, { by: other }), await prove({}, { typ: 'JWT' }), 'a.b.c', ''];
    for (const text of texts) {
      await expect(verifyPossession(text, key, FOR)).rejects.toMatchObject({ code: KEY.PROOF_INVALID.code });
    }
  });
});
