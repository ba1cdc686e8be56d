import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { ECHO, KEYED } from './support/region.ts';
import { type SecuredBus, startSecuredBus } from './support/secured-bus.ts';
import { type Changes, makeKey, proofOf, publicOf, seconds, type SigningKey, unsigned } from './support/signed.ts';
import { createTokenRequester, type TokenRequester } from './support/token-requester.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

let bus: SecuredBus;
let consumer: TokenRequester;
let operator: TokenRequester;
let tokens: Readonly<Record<'r1' | 'api', string>>;
beforeAll(async () => {
  bus = await startSecuredBus();
  consumer = await createTokenRequester(bus, KEYED);
  operator = await createTokenRequester(bus, 'sandbox-auditor');
  tokens = { r1: await consumer.token(), api: await operator.token({ form: { resource: `${bus.url}/api` } }) };
});
afterAll(() => bus.stop());

const API = '/audit/v1/records';
const REFUSED = { status: 400, body: { error: 'invalid_dpop_proof' } };
const atToken = (changes: Changes) => consumer.ask({ proof: changes });

/** Both doors where a proof comes with a token; each refuses on its own. */
const DOORS = ['r1', 'api'] as const;
type Door = (typeof DOORS)[number];
const doorOf = (door: Door) =>
  door === 'r1'
    ? { path: ECHO, key: consumer.proofKey, client: { 'x-road-client': KEYED } }
    : { path: API, key: operator.proofKey, client: {} };
const proofAt = (door: Door, changes?: Changes): Promise<string> => {
  const { path, key } = doorOf(door);
  return proofOf(key, { method: 'GET', url: bus.url + path, token: tokens[door] }, changes);
};

async function callWith(door: Door, dpop: string) {
  const { path, client } = doorOf(door);
  const answer = await bus.call(path, { headers: { ...client, authorization: `DPoP ${tokens[door]}`, dpop } });
  const [challenge] = [answer.headers['www-authenticate']].flat();
  return { status: answer.status, error: /^DPoP error="([a-z_]+)"/.exec(challenge ?? '')?.[1] };
}
const WRONG_PROOF = { status: 401, error: 'invalid_dpop_proof' };

/** What each door says of a proof with these changes. */
async function answersTo(changes: Changes): Promise<readonly unknown[]> {
  const { status, body } = await atToken(changes);
  const doors = DOORS.map(async (door) => callWith(door, await proofAt(door, changes)));
  return [{ status, error: body['error'] }, ...(await Promise.all(doors))];
}
const REFUSED_EVERYWHERE = [{ ...WRONG_PROOF, status: 400 }, WRONG_PROOF, WRONG_PROOF];

describe('a DPoP proof', () => {
  it('P.1 of each algorithm of the profile is taken, and the token is bound to its key', async () => {
    for (const alg of ['ES256', 'PS256', 'EdDSA']) {
      const other = await createTokenRequester(bus, KEYED, alg);
      const token = await other.token();
      expect(decodeJwt(token)['cnf']).toEqual({ jkt: expect.any(String) });
      const dpop = await proofOf(other.proofKey, { method: 'GET', url: bus.url + ECHO, token });
      const headers = { 'x-road-client': KEYED, authorization: `DPoP ${token}`, dpop };
      expect((await bus.call(ECHO, { headers })).status).toBe(200);
    }
    for (const door of DOORS) expect((await callWith(door, await proofAt(door))).status).toBe(200);
  });

  it('P.2 of no other algorithm is taken', async () => {
    for (const alg of ['RS256', 'PS512', 'ES384']) {
      const by = await makeKey(alg);
      expect(await answersTo({ by, header: { jwk: publicOf(by) } })).toEqual(REFUSED_EVERYWHERE);
    }
  });

  it('P.3 is signed', async () => {
    for (const alg of ['none', 'HS256', 'ES256']) {
      const header = { typ: 'dpop+jwt', alg, jwk: publicOf(consumer.proofKey) };
      expect(await consumer.ask({ proof: unsigned(await consumer.proof(), header) })).toMatchObject(REFUSED);
      for (const door of DOORS) {
        const jwk = publicOf(doorOf(door).key);
        const bare = unsigned(await proofAt(door), { typ: 'dpop+jwt', alg, jwk });
        expect(await callWith(door, bare)).toEqual(WRONG_PROOF);
      }
    }
  });

  it('P.4 is signed by the key that it shows', async () => {
    expect(await answersTo({ by: await makeKey() })).toEqual(REFUSED_EVERYWHERE);
  });

  it('P.5 shows a public key, and nothing that is private', async () => {
    expect(await answersTo({ header: { jwk: undefined } })).toEqual(REFUSED_EVERYWHERE);
    expect(await answersTo({ header: { jwk: { kty: 'oct', k: 'c2VjcmV0' } } })).toEqual(REFUSED_EVERYWHERE);
    for (const door of DOORS) {
      const { jwk } = doorOf(door).key;
      expect(await callWith(door, await proofAt(door, { header: { jwk } }))).toEqual(WRONG_PROOF);
    }
    expect(await atToken({ header: { jwk: consumer.proofKey.jwk } })).toMatchObject(REFUSED);
  });

  it('P.6 says that it is one', async () => {
    for (const typ of ['JWT', 'at+jwt', undefined])
      expect(await answersTo({ header: { typ } })).toEqual(REFUSED_EVERYWHERE);
  });

  it('P.7 is for the method of the request', async () => {
    for (const htm of ['PUT', 'post', '', undefined])
      expect(await answersTo({ claims: { htm } })).toEqual(REFUSED_EVERYWHERE);
  });

  it('P.8 is for the address of the request', async () => {
    for (const htu of ['https://other.example/', `${bus.url}/elsewhere`, '/oauth2/token', '', undefined])
      expect(await answersTo({ claims: { htu } })).toEqual(REFUSED_EVERYWHERE);
  });

  it('P.9 has an id', async () => {
    for (const jti of [undefined, '', 7]) expect(await answersTo({ claims: { jti } })).toEqual(REFUSED_EVERYWHERE);
  });

  it('P.10 says when it was made', async () => {
    for (const iat of [undefined, String(seconds())])
      expect(await answersTo({ claims: { iat } })).toEqual(REFUSED_EVERYWHERE);
  });

  it('P.11 is from the last minute, or a clock that is 10 s ahead', async () => {
    for (const door of DOORS) {
      for (const iat of [seconds() - 3600, seconds() - 75, seconds() + 30, seconds() + 3600])
        expect(await callWith(door, await proofAt(door, { claims: { iat } }))).toEqual(WRONG_PROOF);
      for (const iat of [seconds() - 45, seconds() + 8])
        expect(await callWith(door, await proofAt(door, { claims: { iat } }))).toMatchObject({ status: 200 });
    }
  });

  it('P.12 is within the times that it sets itself', async () => {
    for (const claims of [{ exp: seconds() - 60 }, { nbf: seconds() + 60 }])
      expect(await answersTo({ claims })).toEqual(REFUSED_EVERYWHERE);
  });

  it('P.13 carries the nonce of the token endpoint, which tells it', async () => {
    for (const nonce of [undefined, 'old', '']) {
      const answer = await atToken({ claims: { nonce } });
      expect(answer).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } });
      expect(answer.headers['dpop-nonce']).toEqual(expect.stringMatching(/^\S+$/));
    }
  });

  it('P.14 with a token is for that token', async () => {
    for (const door of DOORS)
      for (const ath of [undefined, '', 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo'])
        expect(await callWith(door, await proofAt(door, { claims: { ath } }))).toEqual(WRONG_PROOF);
  });

  it('P.15 with a token is made with the key that the token is bound to', async () => {
    for (const door of DOORS) {
      const other: SigningKey = await makeKey();
      const proven = { method: 'GET', url: bus.url + doorOf(door).path, token: tokens[door] };
      expect(await callWith(door, await proofOf(other, proven))).toEqual(WRONG_PROOF);
    }
  });

  it('P.16 is good once', async () => {
    const proof = await consumer.proof();
    expect(await consumer.ask({ proof })).toMatchObject({ status: 200 });
    expect(await consumer.ask({ proof })).toMatchObject(REFUSED);
    for (const door of DOORS) {
      const dpop = await proofAt(door);
      expect((await callWith(door, dpop)).status).toBe(200);
      expect(await callWith(door, dpop)).toEqual(WRONG_PROOF);
    }
  });

  it('P.17 comes alone', async () => {
    const both = `${await consumer.proof()}, ${await consumer.proof()}`;
    expect(await consumer.ask({ proof: both })).toMatchObject(REFUSED);
    for (const door of DOORS)
      expect(await callWith(door, `${await proofAt(door)}, ${await proofAt(door)}`)).toEqual(WRONG_PROOF);
  });

  it('P.18 must be there where no certificate is', async () => {
    expect(await consumer.ask({ proof: null })).toMatchObject(REFUSED);
    for (const door of DOORS) {
      const { path, client } = doorOf(door);
      const answer = await bus.call(path, { headers: { ...client, authorization: `DPoP ${tokens[door]}` } });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toMatch(/^DPoP error="invalid_dpop_proof"/);
    }
  });

  it('P.19 whose claims are encoded twice is refused', async () => {
    for (const door of DOORS) {
      const [head, payload = '', signature] = (await proofAt(door)).split('.');
      const twice = Buffer.from(payload).toString('base64url');
      expect(await callWith(door, `${head}.${twice}.${signature}`)).toEqual(WRONG_PROOF);
    }
    const [head, payload = '', signature] = (await consumer.proof()).split('.');
    const proof = `${head}.${Buffer.from(payload).toString('base64url')}.${signature}`;
    expect(await consumer.ask({ proof })).toMatchObject(REFUSED);
  });

  it('P.20 is asked for in any case of the scheme', async () => {
    for (const scheme of ['DPoP', 'dpop', 'DPOP']) {
      const headers = { 'x-road-client': KEYED, authorization: `${scheme} ${tokens.r1}`, dpop: await proofAt('r1') };
      expect((await bus.call(ECHO, { headers })).status).toBe(200);
    }
    expect(decodeProtectedHeader(tokens.r1)).toMatchObject({ typ: 'at+jwt', alg: 'ES256' });
  });
});
