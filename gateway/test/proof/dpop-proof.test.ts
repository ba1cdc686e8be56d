import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AUTH } from '@simpul/errors';
import fc from 'fast-check';
import { createProofChecker } from '../../src/proof/dpop-proof.ts';
import { SignatureThread } from '../../src/proof/signature-thread.ts';
import { errorOf } from '../support/error-of.ts';
import { createHash } from 'node:crypto';
import { toDer } from '../../src/proof/ecdsa-signature.ts';
import { MALFORMED } from '../../src/proof/proof-header.ts';
import { createProver, type ProofChanges, type Prover } from '../support/prover.ts';

const REQUEST = { method: 'POST', url: 'https://bus.example/r1/ID-LA/GOV/M/S/x', token: 'token-1' };
const NOW_S = 1_900_000_000;

let prover: Prover;
let other: Prover;
const signatures = new SignatureThread();
const check = createProofChecker({ signatures, now: () => NOW_S * 1000 });

beforeAll(async () => {
  prover = await createProver();
  other = await createProver();
});

afterAll(() => signatures.close());

const proofWith = (changes: ProofChanges = {}): Promise<string> =>
  prover.prove(REQUEST, { ...changes, claims: { iat: NOW_S, ...changes.claims } });

async function reasonFor(changes: ProofChanges, request = REQUEST): Promise<unknown> {
  const proof = await proofWith(changes);
  const error = await errorOf(() => check(proof, request));
  expect(error.code).toBe(AUTH.PROOF_INVALID.code);
  return error.params['reason'];
}

describe('a good proof', () => {
  it('is known by the thumbprint of its key and its own id', async () => {
    await expect(check(await proofWith({ claims: { jti: 'one' } }), REQUEST)).resolves.toEqual({
      jkt: prover.jkt,
      jti: 'one',
    });
  });

  it.each(['ES256', 'PS256', 'EdDSA'])('may be made with %s', async (alg) => {
    const maker = await createProver(alg);
    const proof = await maker.prove(REQUEST, { claims: { iat: NOW_S } });
    await expect(check(proof, REQUEST)).resolves.toMatchObject({ jkt: maker.jkt });
  });

  it.each([
    'https://BUS.example/r1/ID-LA/GOV/M/S/x',
    'https://bus.example:443/r1/ID-LA/GOV/M/S/x',
    'HTTPS://bus.example/r1/ID-LA/GOV/M/S/x',
    'https://bus.example/r1/ID-LA/GOV/M/S/x?query=1',
    'https://bus.example/r1/ID-LA/GOV/M/S/x#fragment',
  ])('may name its address as %s', async (htu) => {
    await expect(check(await proofWith({ claims: { htu } }), REQUEST)).resolves.toMatchObject({ jkt: prover.jkt });
  });

  it.each([NOW_S - 60, NOW_S, NOW_S + 10, NOW_S + 0.5])('may be from %d', async (iat) => {
    await expect(check(await proofWith({ claims: { iat } }), REQUEST)).resolves.toMatchObject({ jkt: prover.jkt });
  });

  it('goes by the clock of the machine where no other is given', async () => {
    await expect(createProofChecker({ signatures })(await prover.prove(REQUEST), REQUEST)).resolves.toMatchObject({
      jkt: prover.jkt,
    });
  });
});

describe('a proof is refused', () => {
  it.each(['GET', 'post', 'POST ', '', undefined, ['POST']])('for the method %p', async (htm) => {
    expect(await reasonFor({ claims: { htm } })).toBe('htm is another method');
  });

  it.each([
    'http://bus.example/r1/ID-LA/GOV/M/S/x',
    'https://bus.example:8443/r1/ID-LA/GOV/M/S/x',
    'https://evil.example/r1/ID-LA/GOV/M/S/x',
    'https://bus.example.evil/r1/ID-LA/GOV/M/S/x',
    'https://bus.example/r1/ID-LA/GOV/M/S/y',
    'https://bus.example/r1/ID-LA/GOV/M/S/X',
    'https://bus.example/r1/ID-LA/GOV/M/S/x/',
    '/r1/ID-LA/GOV/M/S/x',
    'not an address',
    '',
    undefined,
    7,
  ])('for the address %p', async (htu) => {
    expect(await reasonFor({ claims: { htu } })).toBe('htu is another address');
  });

  it.each([NOW_S - 61, NOW_S + 11, NOW_S * 1000, String(NOW_S), undefined, null])(
    'when it says it is from %p',
    async (iat) => {
      expect(await reasonFor({ claims: { iat } })).toBe('iat is too old or in the future');
    },
  );

  it('for another token', async () => {
    expect(await reasonFor({}, { ...REQUEST, token: 'token-2' })).toBe('ath is not the hash of the token');
    expect(await reasonFor({ claims: { ath: undefined } })).toBe('ath is not the hash of the token');
  });

  it.each([undefined, '', 5, 'j'.repeat(257)])('with the id %p', async (jti) => {
    expect(await reasonFor({ claims: { jti } })).toBe('jti is missing or too long');
  });

  it.each(['JWT', 'at+jwt', 'DPoP+JWT', undefined])('with the typ %p', async (typ) => {
    expect(await reasonFor({ header: { typ } })).toBe('its typ is not dpop+jwt');
  });

  it.each(['RS256', 'ES384'])('with the algorithm %s', async (alg) => {
    const proof = await (await createProver(alg)).prove(REQUEST, { claims: { iat: NOW_S } });
    const error = await errorOf(() => check(proof, REQUEST));
    expect(error.params['reason']).toBe('its algorithm is not one of the profile');
  });

  it('without a signature', async () => {
    const [, payload = ''] = (await proofWith()).split('.');
    for (const alg of ['none', 'HS256']) {
      const head = Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg, jwk: prover.jwk })).toString('base64url');
      const error = await errorOf(() => check(`${head}.${payload}.`, REQUEST));
      expect(error.params['reason']).toBe('its algorithm is not one of the profile');
    }
  });

  it('with a private key, a shared key or none in its header', async () => {
    const reason = 'it does not hold a public key';
    expect(await reasonFor({ header: { jwk: prover.privateJwk } })).toBe(reason);
    expect(await reasonFor({ header: { jwk: { kty: 'oct', k: 'c2VjcmV0' } } })).toBe(reason);
    expect(await reasonFor({ header: { jwk: undefined } })).toBe(reason);
  });

  it.each<[string, object]>([
    ['no point of its curve', { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' }],
    ['of another curve', { kty: 'EC', crv: 'P-384', x: 'AAAA', y: 'AAAA' }],
    ['of another kind', { kty: 'RSA', n: 'AQAB', e: 'AQAB' }],
    ['without its members', { kty: 'EC' }],
    ['of an unknown kind', { kty: 'XX' }],
    ['meant for signing', { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA', key_ops: ['sign'] }],
    ['a list', []],
  ])('with a key that is %s, as a mistake of the caller', async (_, jwk) => {
    expect(await reasonFor({ header: { jwk } })).toBe('it is not well formed or its signature is wrong');
  });

  it('with a small RSA key', async () => {
    const small = { kty: 'RSA', n: Buffer.alloc(128, 0xff).toString('base64url'), e: 'AQAB' };
    const header = Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg: 'PS256', jwk: small })).toString('base64url');
    const error = await errorOf(() => check(`${header}.e30.${'A'.repeat(171)}`, REQUEST));
    expect(error.code).toBe(AUTH.PROOF_INVALID.code);
  });

  it('with a critical extension that nobody here knows', async () => {
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: prover.jwk, crit: ['x'], x: 1 };
    const head = Buffer.from(JSON.stringify(header)).toString('base64url');
    const [, payload, signature] = (await proofWith()).split('.');
    const error = await errorOf(() => check(`${head}.${payload}.${signature}`, REQUEST));
    expect(error.code).toBe(AUTH.PROOF_INVALID.code);
  });

  it.each(['null', '7', '"x"', '[]', 'not json'])('with the payload %s', async (payload) => {
    expect((await errorOf(async () => check(await proofWith({ payload }), REQUEST))).code).toBe(
      AUTH.PROOF_INVALID.code,
    );
  });

  it('with a header that asks for unencoded payloads', async () => {
    for (const more of [{ b64: false }, { b64: true }, { b64: false, crit: ['b64'] }, { crit: [] }]) {
      const [, payload, signature] = (await proofWith()).split('.');
      const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: prover.jwk, ...more };
      const head = Buffer.from(JSON.stringify(header)).toString('base64url');
      const error = await errorOf(() => check(`${head}.${payload}.${signature}`, REQUEST));
      expect(error.params['reason']).toBe('its header asks for an extension');
    }
  });

  it('with a member that comes twice, however well it is signed', async () => {
    const ath = createHash('sha256').update(REQUEST.token).digest('base64url');
    const payload = `{"htm":"GET","htm":"POST","htu":"${REQUEST.url}","iat":${NOW_S},"ath":"${ath}","jti":"j"}`;
    expect(await reasonFor({ payload })).toBe(MALFORMED);
    await expect(check(await proofWith({ payload: payload.replace('"htm":"GET",', '') }), REQUEST)).resolves.toEqual({
      jkt: prover.jkt,
      jti: 'j',
    });
  });

  it('with any of its segments written in another form', async () => {
    const [head = '', payload = '', signature = ''] = (await proofWith()).split('.');
    const last = (text: string) =>
      text.slice(0, -1) + String.fromCodePoint((text.codePointAt(text.length - 1) ?? 0) + 1);
    for (const text of [
      `${head}=.${payload}.${signature}`,
      `${head}.${payload}=.${signature}`,
      `${head}.${payload}.${signature}==`,
      `${head}.${payload}.${last(signature)}`,
      `${head}.${payload}.${signature.replaceAll('-', '+').replaceAll('_', '/')}=`,
      ` ${head}.${payload}.${signature}`,
      `${head}.${payload}.${signature}.`,
    ]) {
      expect((await errorOf(() => check(text, REQUEST))).params['reason']).toBe(MALFORMED);
    }
  });

  it('with a signature in DER, which no JWS has', async () => {
    const [head = '', payload = '', signature = ''] = (await proofWith()).split('.');
    const der = toDer(Buffer.from(signature, 'base64url')).toString('base64url');
    expect((await errorOf(() => check(`${head}.${payload}.${der}`, REQUEST))).params['reason']).toBe(MALFORMED);
  });

  it.each(['1e400', '-1e400', '99999999999999999999999999', '1.9e309'])('from a time of %s', async (iat) => {
    const payload = `{"htm":"POST","htu":"${REQUEST.url}","iat":${iat},"ath":"x","jti":"j"}`;
    expect(await reasonFor({ payload })).toBe('iat is too old or in the future');
  });

  it('outside of the times that it sets itself', async () => {
    for (const exp of [NOW_S, NOW_S - 1, 'tomorrow', null])
      expect(await reasonFor({ claims: { exp } })).toBe('exp has passed');
    for (const nbf of [NOW_S + 11, '0', null]) expect(await reasonFor({ claims: { nbf } })).toBe('nbf is ahead');
    const within = await proofWith({ claims: { exp: NOW_S + 1, nbf: NOW_S } });
    await expect(check(within, REQUEST)).resolves.toMatchObject({ jkt: prover.jkt });
  });

  it('for an address with a name and a password', async () => {
    expect(await reasonFor({ claims: { htu: 'https://a:b@bus.example/r1/ID-LA/GOV/M/S/x' } })).toBe(
      'htu is another address',
    );
  });

  it('when it is longer than 4,096 characters', async () => {
    expect(await reasonFor({ claims: { jti: 'a', more: 'x'.repeat(4096) } })).toBe('it is too long');
  });

  it('whatever it is, when it is not a proof at all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.array(fc.string({ maxLength: 40 }), { minLength: 2, maxLength: 5 }).map((parts) => parts.join('.')),
          fc
            .json()
            .map((head) => `${Buffer.from(head).toString('base64url')}.e30.${Buffer.from('x').toString('base64url')}`),
        ),
        async (text) => {
          expect((await errorOf(() => check(text, REQUEST))).code).toBe(AUTH.PROOF_INVALID.code);
        },
      ),
    );
  });
});

describe('the remembered key', () => {
  it('does not vouch for a signature by another key', async () => {
    const mine = await proofWith();
    await check(mine, REQUEST);
    const theirs = await other.prove(REQUEST, { claims: { iat: NOW_S }, header: { jwk: prover.jwk } });
    expect((await errorOf(() => check(theirs, REQUEST))).code).toBe(AUTH.PROOF_INVALID.code);
  });

  it('does not let a changed payload or signature through', async () => {
    const [head = '', payload = '', signature = ''] = (await proofWith()).split('.');
    await check(`${head}.${payload}.${signature}`, REQUEST);
    const changed = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('POST', 'PUT')).toString(
      'base64url',
    );
    const put = { ...REQUEST, method: 'PUT' };
    expect((await errorOf(() => check(`${head}.${changed}.${signature}`, put))).code).toBe(AUTH.PROOF_INVALID.code);
    const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
    expect((await errorOf(() => check(`${head}.${payload}.${flipped}`, REQUEST))).code).toBe(AUTH.PROOF_INVALID.code);
  });

  it('is told apart from that of another client, however often they take turns', async () => {
    for (let turn = 0; turn < 3; turn++) {
      for (const maker of [prover, other]) {
        const proof = await maker.prove(REQUEST, { claims: { iat: NOW_S } });
        await expect(check(proof, REQUEST)).resolves.toMatchObject({ jkt: maker.jkt });
      }
    }
  });

  it('is not kept for a header that was refused', async () => {
    for (let turn = 0; turn < 2; turn++) {
      expect(await reasonFor({ header: { typ: 'JWT' } })).toBe('its typ is not dpop+jwt');
    }
  });
});
