import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Denial, identityKeys, Result } from '@simpul/contracts';
import { AUTH, AUTHORITY, BUS, SimpulError } from '@simpul/errors';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type AccessTokenVerifier, createAccessTokenVerifier } from '../src/access-token.ts';
import type { BusClient } from '../src/bus.ts';

const ISSUER = 'https://bus.example/oauth2';
type Keys = Result<typeof identityKeys>;
interface Signer {
  readonly key: CryptoKey;
  readonly kid: string;
  readonly jwk: Keys['keys'][number];
}

async function createSigner(kid: string): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return { key: privateKey, kid, jwk: { ...(await exportJWK(publicKey)), kty: 'EC', kid, alg: 'ES256' } };
}

let first: Signer;
let second: Signer;
let answer: () => Promise<Keys>;
let asked: number;
let verifier: AccessTokenVerifier;
let moment: number;
let denied: Denial[];
let stale: boolean;

beforeAll(async () => {
  [first, second] = await Promise.all([createSigner('key-1'), createSigner('key-2')]);
});
beforeEach(() => {
  asked = 0;
  answer = () => Promise.resolve({ issuer: ISSUER, keys: [first.jwk] });
  const call = () => {
    asked += 1;
    return answer();
  };
  const client = { name: 'exchange', call, announce: () => Promise.resolve() } as unknown as BusClient;
  denied = [];
  stale = false;
  verifier = createAccessTokenVerifier(client, {
    denies: ({ clientId, subject, issuedAt }) =>
      denied.some(({ id, before }) => [clientId, subject].includes(id) && issuedAt <= before),
    isStale: () => stale,
  });
  moment = 1_000_000;
  jest.spyOn(performance, 'now').mockImplementation(() => moment);
});
afterEach(() => {
  jest.restoreAllMocks();
});

interface Changes {
  readonly signer?: Signer;
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
}

const nowS = (): number => Math.floor(Date.now() / 1000);

function token({ signer = first, header = {}, claims = {} }: Changes = {}): Promise<string> {
  const good = { iss: ISSUER, sub: 'A/B/C/D', client_id: 'A/B/C/D', aud: 'https://bus.example/r1', iat: nowS() };
  return new SignJWT({ ...good, jti: 'j', exp: nowS() + 300, cnf: { jkt: 'thumbprint' }, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: signer.kid, typ: 'at+jwt', ...header })
    .sign(signer.key);
}

async function refusal(text: string): Promise<SimpulError> {
  const [outcome] = await Promise.allSettled([verifier.verify(text)]);
  if (outcome.status === 'rejected' && outcome.reason instanceof SimpulError) return outcome.reason;
  throw new Error('the token was not refused by us');
}

describe('a good token', () => {
  it('tells who calls, for what, with which key', async () => {
    const issuedAt = nowS() - 1;
    const claims = { scope: 'audit:read region:apply', purpose_id: 'verifikasi', iat: issuedAt, exp: nowS() + 100 };
    await expect(verifier.verify(await token({ claims }))).resolves.toEqual({
      clientId: 'A/B/C/D',
      subject: 'A/B/C/D',
      audience: 'https://bus.example/r1',
      scopes: ['audit:read', 'region:apply'],
      grants: undefined,
      boundTo: { jkt: 'thumbprint' },
      purpose: 'verifikasi',
      issuedAt,
      expiresAt: claims.exp,
    });
    await expect(verifier.verify(await token())).resolves.toMatchObject({ scopes: [], purpose: undefined });
  });

  it('of a person tells what he or she may do; what is no grant gives no right', async () => {
    const roles = [{ role: 'operator' }, { role: 'auditor', scope: '18.71' }];
    const odd = [
      { role: 'emperor' },
      { role: 'operator', scope: 18 },
      { role: 'operator', scope: null },
      null,
      'operator',
    ];
    const person = { sub: '01890a5d-ac96-774b-bcce-b302099a8057', client_id: 'simpul-cli' };
    const grantsOf = async (claim: unknown) =>
      (await verifier.verify(await token({ claims: { ...person, jti: crypto.randomUUID(), roles: claim } }))).grants;
    expect(await grantsOf(roles)).toEqual(roles);
    expect(await grantsOf([...odd, ...roles])).toEqual(roles);
    expect(await grantsOf(undefined)).toEqual([]);
    expect(await grantsOf({ role: 'operator' })).toEqual([]);
  });

  it('of a client has no roles, whatever it says', async () => {
    const { grants } = await verifier.verify(await token({ claims: { roles: [{ role: 'operator' }] } }));
    expect(grants).toBeUndefined();
  });

  it('is verified once and remembered, but not beyond its end', async () => {
    const text = await token();
    const seen = await verifier.verify(text);
    expect(await verifier.verify(text)).toBe(seen);
    jest.spyOn(Date, 'now').mockReturnValue(seen.expiresAt * 1000);
    expect(await refusal(text)).toMatchObject({
      code: AUTH.TOKEN_INVALID.code,
      params: { reason: 'it has expired' },
    });
  });
});

describe('a token is refused', () => {
  it.each<[string, Changes, string]>([
    ['after its end', { claims: { exp: 1000 } }, 'it has expired'],
    ['of another issuer', { claims: { iss: 'https://evil.example' } }, 'claim iss is wrong or missing'],
    ['of another typ', { header: { typ: 'JWT' } }, 'claim typ is wrong or missing'],
    ['without a client', { claims: { client_id: undefined } }, 'claim client_id is wrong or missing'],
    ['without an end', { claims: { exp: undefined } }, 'claim exp is wrong or missing'],
    ['without an id', { claims: { jti: undefined } }, 'claim jti is wrong or missing'],
    ['that is bound to no key', { claims: { cnf: undefined } }, 'claim cnf is wrong or missing'],
    ['that is bound to something else', { claims: { cnf: { 'x5t#S256': 'x' } } }, 'claim cnf is wrong or missing'],
    ['for several audiences', { claims: { aud: ['a', 'b'] } }, 'claim cnf is wrong or missing'],
  ])('%s', async (_, changes, reason) => {
    const error = await refusal(await token(changes));
    expect(error).toMatchObject({ code: AUTH.TOKEN_INVALID.code, params: { reason } });
  });

  it('that was changed, has no signature or is no token', async () => {
    const [head = '', payload = '', signature = ''] = (await token()).split('.');
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    const shared = Buffer.from('{"alg":"HS256","kid":"key-1","typ":"at+jwt"}').toString('base64url');
    const changed = Buffer.from('{"client_id":"other"}').toString('base64url');
    for (const text of [
      `${head}.${changed}.${signature}`,
      `${none}.${payload}.`,
      `${shared}.${payload}.${signature}`,
      `${head}.${payload}`,
      'x',
      '',
    ]) {
      expect((await refusal(text)).code).toBe(AUTH.TOKEN_INVALID.code);
    }
  });

  it('by every asking again: a refusal is not remembered as something good', async () => {
    const text = await token({ claims: { aud: ['a', 'b'] } });
    await refusal(text);
    expect((await refusal(text)).code).toBe(AUTH.TOKEN_INVALID.code);
  });
});

describe('a token that was denied', () => {
  it.each([
    ['of the client', { client_id: 'A/B/C/D' }, 'A/B/C/D'],
    ['of the person', { client_id: 'simpul-cli', sub: 'a person' }, 'a person'],
  ])('%s is refused, remembered or not, and one issued later is not', async (_, claims, id) => {
    const issuedAt = nowS() - 10;
    const seen = await token({ claims: { ...claims, iat: issuedAt } });
    const unseen = await token({ claims: { ...claims, iat: issuedAt, jti: 'another' } });
    const later = await token({ claims: { ...claims, iat: issuedAt + 1 } });
    await verifier.verify(seen);
    denied = [{ id, before: issuedAt }];
    for (const text of [seen, unseen, seen]) {
      expect(await refusal(text)).toMatchObject({
        code: AUTH.TOKEN_INVALID.code,
        params: { reason: 'it was revoked' },
      });
    }
    await expect(verifier.verify(later)).resolves.toMatchObject({ issuedAt: issuedAt + 1 });
  });

  it('is read all the same by who has reasons of its own, and refused after them', async () => {
    const issuedAt = nowS() - 10;
    const text = await token({ claims: { iat: issuedAt } });
    denied = [{ id: 'A/B/C/D', before: issuedAt }];
    const read = await verifier.read(text);
    expect(read).toMatchObject({ clientId: 'A/B/C/D', issuedAt });
    expect(() => verifier.refuseDenied(read)).toThrow('it was revoked');
    denied = [];
    expect(() => verifier.refuseDenied(read)).not.toThrow();
  });

  it('is told from a good one only where identity was heard: else none is believed', async () => {
    const text = await token();
    await verifier.verify(text);
    stale = true;
    expect(await refusal(text)).toMatchObject({ code: AUTHORITY.STALE.code, retryAfter: 1 });
    stale = false;
    await expect(verifier.verify(text)).resolves.toMatchObject({ clientId: 'A/B/C/D' });
  });
});

describe('the keys', () => {
  const rotate = (): void => {
    answer = () => Promise.resolve({ issuer: ISSUER, keys: [first.jwk, second.jwk] });
  };

  it('are asked for once', async () => {
    await verifier.verify(await token());
    await verifier.verify(await token({ claims: { jti: 'k' } }));
    expect(asked).toBe(1);
  });

  it('are asked for again when a token names one that is new, at most every five seconds', async () => {
    await verifier.verify(await token());
    rotate();
    const fresh = await token({ signer: second });
    moment += 4999;
    expect((await refusal(fresh)).code).toBe(AUTH.TOKEN_INVALID.code);
    expect(asked).toBe(1);
    moment += 1;
    await expect(verifier.verify(fresh)).resolves.toMatchObject({ clientId: 'A/B/C/D' });
    await expect(verifier.verify(await token({ claims: { jti: 'k' } }))).resolves.toMatchObject({
      boundTo: { jkt: 'thumbprint' },
    });
    expect(asked).toBe(2);
  });

  it('are asked for once by however many tokens that wait for them', async () => {
    await verifier.verify(await token());
    rotate();
    moment += 5000;
    const texts = await Promise.all(['k', 'l', 'm'].map((jti) => token({ signer: second, claims: { jti } })));
    await Promise.all(texts.map((text) => verifier.verify(text)));
    expect(asked).toBe(2);
  });

  it('are as old as the question, however long its answer took', async () => {
    answer = () => {
      moment += 4000;
      return Promise.resolve({ issuer: ISSUER, keys: [first.jwk] });
    };
    await verifier.verify(await token());
    rotate();
    moment += 1000;
    await expect(verifier.verify(await token({ signer: second }))).resolves.toMatchObject({
      boundTo: { jkt: 'thumbprint' },
    });
  });

  it('that the bus gave up are believed no longer than five minutes', async () => {
    await verifier.verify(await token());
    answer = () => Promise.resolve({ issuer: ISSUER, keys: [second.jwk] });
    moment += 299_999;
    await expect(verifier.verify(await token({ claims: { jti: 'k' } }))).resolves.toMatchObject({
      boundTo: { jkt: 'thumbprint' },
    });
    moment += 1;
    expect((await refusal(await token({ claims: { jti: 'l' } }))).code).toBe(AUTH.TOKEN_INVALID.code);
  });

  it('do not help a stranger\u2019s', async () => {
    await verifier.verify(await token());
    moment += 5000;
    const stranger = { ...second, kid: 'key-3' };
    expect((await refusal(await token({ signer: stranger }))).code).toBe(AUTH.TOKEN_INVALID.code);
  });

  it('that cannot be had are no fault of the caller, and are asked for again', async () => {
    const down = new SimpulError(BUS.UNAVAILABLE, { params: { service: 'identity' } });
    answer = () => Promise.reject(down);
    const text = await token();
    await expect(verifier.verify(text)).rejects.toBe(down);
    rotate();
    await expect(verifier.verify(text)).resolves.toMatchObject({ clientId: 'A/B/C/D' });
  });
});
