import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AUTH, HTTP } from '@simpul/errors';
import type { FastifyRequest } from 'fastify';
import { type ApiCallers, createApiCallers } from '../../src/auth/api-caller.ts';
import { createProofChecker } from '../../src/auth/dpop-proof.ts';
import { MtlsSubsystems } from '../../src/auth/mtls-subsystems.ts';
import { OpenSubsystems } from '../../src/auth/open-subsystems.ts';
import { createPeers } from '../../src/tls/peers.ts';
import { readTrustedProxies } from '../../src/tls/trusted-proxies.ts';
import { errorOf } from '../support/error-of.ts';
import { createProver, type Prover } from '../support/prover.ts';

const PUBLIC_URL = 'https://bus.example';
const CLIENT = 'ID-LA/GOV/M/S';
const PATH = '/audit/v1/records';

/** Knows one open subsystem. */
class OneOpen extends OpenSubsystems {
  override has(id: string): boolean {
    return id === CLIENT;
  }
}

let prover: Prover;
let callers: ApiCallers;
let audience: string;
let jkt: string;

beforeAll(async () => {
  prover = await createProver();
});
beforeEach(() => {
  audience = `${PUBLIC_URL}/api`;
  jkt = prover.jkt;
  const scopes = ['audit:read'];
  const verified = () => ({ clientId: 'sandbox-auditor', audience, scopes, jkt, purpose: undefined, expiresAt: 0 });
  const tokens = { verify: () => Promise.resolve(verified()) };
  callers = createApiCallers({
    publicUrl: PUBLIC_URL,
    tokens,
    checkProof: createProofChecker(),
    open: new OneOpen(),
    mtls: new MtlsSubsystems(),
    peers: createPeers({ isTrustedProxy: readTrustedProxies('10.0.0.1'), chainChecked: false }),
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
    jkt = 'another';
    expect(await codeOf(await signed())).toBe(AUTH.PROOF_INVALID.code);
  });

  it('needs the scope that is asked for', async () => {
    await expect(callers.requireScope(request(await signed()), 'audit:read')).resolves.toMatchObject({
      id: 'sandbox-auditor',
    });
    const headers = await signed();
    const error = await errorOf(() => callers.requireScope(request(headers), 'region:apply'));
    expect(error).toMatchObject({ code: HTTP.FORBIDDEN.code, params: { scope: 'region:apply' } });
  });
});

describe('a call without a token', () => {
  it('is from an open subsystem when it comes from this machine', async () => {
    await expect(callers.identify(request({ 'x-road-client': CLIENT }))).resolves.toEqual({ id: CLIENT, scopes: [] });
  });

  it.each<[string, Record<string, string>, string]>([
    ['nobody', {}, '127.0.0.1'],
    ['another subsystem', { 'x-road-client': `${CLIENT}2` }, '127.0.0.1'],
    ['elsewhere', { 'x-road-client': CLIENT }, '10.0.0.1'],
    ['somebody with another scheme', { 'x-road-client': CLIENT, authorization: 'Bearer x' }, '127.0.0.1'],
  ])('is refused from %s', async (_, headers, from) => {
    expect(await codeOf(headers, { from })).toBe(AUTH.TOKEN_MISSING.code);
  });

  it('never has a scope', async () => {
    const error = await errorOf(() => callers.requireScope(request({ 'x-road-client': CLIENT }), 'audit:read'));
    expect(error.code).toBe(HTTP.FORBIDDEN.code);
  });
});
