import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TokenBinding } from '@simpul/bus';
import type { Actor } from '@simpul/contracts';
import { AUTH, AUTHORITY, HTTP } from '@simpul/errors';
import { selfSigned } from '@simpul/testing';
import type { FastifyRequest } from 'fastify';
import { createAuthority } from '../../src/auth/authority.ts';
import { type ApiCallers, createApiCallers } from '../../src/auth/api-caller.ts';
import { createProofChecker } from '../../src/proof/dpop-proof.ts';
import { SignatureThread } from '../../src/proof/signature-thread.ts';
import { MtlsSubsystems } from '../../src/auth/mtls-subsystems.ts';
import { OpenSubsystems } from '../../src/auth/open-subsystems.ts';
import { createPeers } from '../../src/tls/peers.ts';
import { readTrustedProxies } from '../../src/tls/trusted-proxies.ts';
import { errorOf } from '../support/error-of.ts';
import { createProver, type Prover } from '../support/prover.ts';

const PUBLIC_URL = 'https://bus.example';
const CLIENT = 'ID-LA/GOV/M/S';
const PERSON = '01890a5d-ac96-774b-bcce-b302099a8057';
const PATH = '/audit/v1/records';

/** Knows one open subsystem. */
class OneOpen extends OpenSubsystems {
  override has(id: string): boolean {
    return id === CLIENT;
  }
}

const signatures = new SignatureThread();
let prover: Prover;
let callers: ApiCallers;
let audience: string;
let boundTo: TokenBinding;
let grants: Actor['grants'] | undefined;
let registryAge: number;
let identityAge: number;
const noted = new Set<string>();

beforeAll(async () => {
  prover = await createProver();
});
afterAll(() => signatures.close());
beforeEach(() => {
  audience = `${PUBLIC_URL}/api`;
  boundTo = { jkt: prover.jkt };
  grants = undefined;
  registryAge = 0;
  identityAge = 0;
  const client = { clientId: 'sandbox-auditor', subject: 'sandbox-auditor', scopes: ['audit:read'] };
  const person = { clientId: 'simpul-cli', subject: PERSON, scopes: ['roles'] };
  const verified = () => ({
    ...(grants === undefined ? client : person),
    grants,
    audience,
    boundTo,
    purpose: undefined,
    issuedAt: 0,
    expiresAt: 0,
  });
  const read = () => Promise.resolve(verified());
  const tokens = { verify: read, read, refuseDenied: () => undefined };
  callers = createApiCallers({
    publicUrl: PUBLIC_URL,
    tokens,
    checkProof: createProofChecker({ signatures }),
    open: new OneOpen(),
    mtls: new MtlsSubsystems(),
    peers: createPeers({ isTrustedProxy: readTrustedProxies('10.0.0.1'), chainChecked: false }),
    authority: createAuthority({ registry: { age: () => registryAge }, identity: { age: () => identityAge } }),
    noteProof: async ({ jkt, jti }) => !noted.has(`${jkt}.${jti}`) && noted.add(`${jkt}.${jti}`).size > 0,
  });
});

function request(headers: Record<string, string | string[]>, more: { from?: string; url?: string } = {}) {
  const { from = '127.0.0.1', url = `${PATH}?limit=1` } = more;
  const raw = { headers, socket: { remoteAddress: from } };
  return { method: 'GET', url, headers, raw } as unknown as FastifyRequest;
}
async function signed(url = PUBLIC_URL + PATH): Promise<Record<string, string>> {
  return { authorization: 'DPoP t', dpop: await prover.prove({ method: 'GET', url, token: 't' }) };
}
const codeOf = async (headers: Record<string, string | string[]>, more = {}): Promise<string> =>
  (await errorOf(() => callers.identify(request(headers, more)))).code;

describe('a call with a token', () => {
  it('is from the client that the token was given to, with its scopes', async () => {
    await expect(callers.identify(request(await signed()))).resolves.toEqual({
      id: 'sandbox-auditor',
      scopes: ['audit:read'],
      actor: { kind: 'client', id: 'sandbox-auditor', grants: [{ role: 'auditor' }] },
    });
  });

  it('is refused when its proof was used before, and only then', async () => {
    const headers = await signed();
    await callers.identify(request(headers));
    expect(await codeOf(headers)).toBe(AUTH.PROOF_REPLAYED.code);
    await expect(callers.identify(request(await signed()))).resolves.toMatchObject({ id: 'sandbox-auditor' });
  });

  it('is let in once of many at the same time', async () => {
    const headers = await signed();
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => callers.identify(request(headers))));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is refused for the audience of exchanges', async () => {
    audience = `${PUBLIC_URL}/r1`;
    expect(await codeOf(await signed())).toBe(AUTH.TOKEN_INVALID.code);
  });

  it('is refused without a proof, with two, with one for another address, and with one by another key', async () => {
    const { authorization = '', dpop = '' } = await signed();
    expect(await codeOf({ authorization })).toBe(AUTH.PROOF_INVALID.code);
    expect(await codeOf({ authorization, dpop: [dpop, dpop] })).toBe(AUTH.PROOF_INVALID.code);
    expect(await codeOf(await signed(`${PUBLIC_URL}/elsewhere`))).toBe(AUTH.PROOF_INVALID.code);
    boundTo = { jkt: 'another' };
    expect(await codeOf(await signed())).toBe(AUTH.PROOF_INVALID.code);
  });

  it('is from the person whom the token stands for, with the roles in it', async () => {
    grants = [{ role: 'auditor' }, { role: 'watcher', scope: '18.71' }];
    await expect(callers.identify(request(await signed()))).resolves.toEqual({
      id: PERSON,
      scopes: ['roles'],
      actor: { kind: 'person', id: PERSON, grants },
    });
  });

  it.each<[string, Actor['grants'][number], boolean]>([
    ['of an auditor of the region', { role: 'auditor' }, true],
    ['of an auditor of a part of it', { role: 'auditor', scope: '18.71' }, false],
    ['of an operator', { role: 'operator' }, false],
  ])('%s (%j) may read the log: %s', async (_, grant, allowed) => {
    grants = [grant];
    const [answer] = await Promise.allSettled([callers.requireRight(request(await signed()), 'audit:read')]);
    expect(answer.status === 'fulfilled').toBe(allowed);
    const wanted = allowed ? { value: { id: PERSON } } : { reason: { code: HTTP.FORBIDDEN.code } };
    expect(answer).toMatchObject(wanted);
  });

  it('may come as Bearer, over the certificate that it is bound to and no other', async () => {
    const [mine, other] = await Promise.all([selfSigned({ name: 'mine' }), selfSigned({ name: 'other' })]);
    const over = ({ cert }: { readonly cert: string }) =>
      [{ authorization: 'Bearer t', 'client-cert': encodeURIComponent(cert) }, { from: '10.0.0.1' }] as const;
    boundTo = { certificate: mine.fingerprint };
    await expect(callers.identify(request(...over(mine)))).resolves.toMatchObject({ id: 'sandbox-auditor' });
    expect(await codeOf(...over(other))).toBe(AUTH.TOKEN_INVALID.code);
    // Without one, with one that nobody vouches for, and with a proof in its place.
    expect(await codeOf({ authorization: 'Bearer t' })).toBe(AUTH.TOKEN_INVALID.code);
    expect(await codeOf(over(mine)[0], { from: '10.0.0.2' })).toBe(AUTH.TOKEN_INVALID.code);
    expect(await codeOf(await signed())).toBe(AUTH.PROOF_INVALID.code);
    audience = `${PUBLIC_URL}/r1`;
    expect(await codeOf(...over(mine))).toBe(AUTH.TOKEN_INVALID.code);
  });

  it('is refused as Bearer when it is bound to a key, over a certificate or not', async () => {
    const { cert } = await selfSigned({ name: 'any' });
    const headers = { authorization: 'Bearer t', 'client-cert': encodeURIComponent(cert) };
    expect(await codeOf(headers, { from: '10.0.0.1' })).toBe(AUTH.TOKEN_INVALID.code);
    const { dpop = '' } = await signed();
    expect(await codeOf({ authorization: 'Bearer t', dpop })).toBe(AUTH.TOKEN_MISSING.code);
  });

  it('needs the scope that is asked for', async () => {
    await expect(callers.requireRight(request(await signed()), 'audit:read')).resolves.toMatchObject({
      id: 'sandbox-auditor',
    });
    const headers = await signed();
    const error = await errorOf(() => callers.requireRight(request(headers), 'region:apply'));
    expect(error).toMatchObject({ code: HTTP.FORBIDDEN.code, params: { scope: 'region:apply' } });
  });
});

it('nobody is believed on old news: a token on those of identity, an open link on those of the registry', async () => {
  identityAge = 60_001;
  expect(await codeOf(await signed())).toBe(AUTHORITY.STALE.code);
  await expect(callers.identify(request({ 'x-road-client': CLIENT }))).resolves.toMatchObject({ id: CLIENT });
  registryAge = 60_001;
  expect(await codeOf({ 'x-road-client': CLIENT })).toBe(AUTHORITY.STALE.code);
});

describe('a call without a token', () => {
  it('is from an open subsystem when it comes from this machine', async () => {
    await expect(callers.identify(request({ 'x-road-client': CLIENT }))).resolves.toEqual({
      id: CLIENT,
      scopes: [],
      actor: { kind: 'client', id: CLIENT, grants: [] },
    });
  });

  it.each<[string, Record<string, string>, string]>([
    ['nobody', {}, '127.0.0.1'],
    ['another subsystem', { 'x-road-client': `${CLIENT}2` }, '127.0.0.1'],
    ['elsewhere', { 'x-road-client': CLIENT }, '10.0.0.1'],
    ['somebody with another scheme', { 'x-road-client': CLIENT, authorization: 'Basic x' }, '127.0.0.1'],
  ])('is refused from %s', async (_, headers, from) => {
    expect(await codeOf(headers, { from })).toBe(AUTH.TOKEN_MISSING.code);
  });

  it('never has a scope', async () => {
    const error = await errorOf(() => callers.requireRight(request({ 'x-road-client': CLIENT }), 'audit:read'));
    expect(error.code).toBe(HTTP.FORBIDDEN.code);
  });
});
