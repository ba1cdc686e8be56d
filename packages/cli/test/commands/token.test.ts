import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { makeDataFolder, SIAK } from '../support/data-folder.ts';
import { type FakeBus, PUBLIC_URL, startFakeBus } from '../support/fake-bus.ts';
import { runIn } from '../support/fake-terminal.ts';

let bus: FakeBus;
let data: string;

beforeEach(async () => {
  bus = await startFakeBus();
  data = await makeDataFolder(bus);
});
afterEach(() => bus.server.close());

describe('simpul token', () => {
  it('prints a token for the exchanges of a subsystem, after the nonce that the bus demands', async () => {
    const { code, out } = await runIn(['token', '--as', SIAK], { env: { SIMPUL_DATA: data } });
    expect(code).toBe(0);
    const granted = bus.issuer.tokens.get(out.trim());
    expect(granted?.client).toBe(SIAK);
    expect(granted?.form.get('resource')).toBe(`${PUBLIC_URL}/r1`);
    expect(bus.server.requests).toHaveLength(2);
  });

  it('prints with --json the key that the token is bound to', async () => {
    const { out } = await runIn(['token', '--as', SIAK, '--data', data, '--json']);
    const { access_token: token, ...rest } = JSON.parse(out) as { access_token: string; dpop_jwk: JWK };
    expect(rest).toMatchObject({ expires_in: 300, dpop_jwk: { kty: 'EC', crv: 'P-256', alg: 'ES256' } });
    expect(rest.dpop_jwk['d']).toEqual(expect.any(String));
    expect(await calculateJwkThumbprint(rest.dpop_jwk)).toBe(bus.issuer.tokens.get(token)?.jkt);
  });

  it('passes resource, purpose and scope on, and gives officials the API', async () => {
    const resource = `${PUBLIC_URL}/r1/${SIAK}/x`;
    const first = await runIn(['token', '--as', SIAK, '--data', data, '--resource', resource, '--purpose', 'izin']);
    const form = bus.issuer.tokens.get(first.out.trim())?.form;
    expect([form?.get('resource'), form?.get('purpose')]).toEqual([resource, 'izin']);
    const second = await runIn(['token', '--as', 'sandbox-auditor', '--data', data, '--scope', 'audit:read']);
    const auditor = bus.issuer.tokens.get(second.out.trim())?.form;
    expect([auditor?.get('resource'), auditor?.get('scope')]).toEqual([`${PUBLIC_URL}/api`, 'audit:read']);
  });

  it('exits 3 where the bus does not know the client', async () => {
    bus.issuer.clients.delete(SIAK);
    const { code, err } = await runIn(['token', '--as', SIAK, '--data', data]);
    expect(code).toBe(3);
    expect(err).toContain('invalid_client');
  });

  it.each([
    ['no caller', []],
    ['an id that is none', ['--as', 'siak']],
    ['a key without --url', ['--as', SIAK, '--key', 'x.jwk']],
    ['authorities that are none', ['--as', SIAK, '--ca', 'instance.json']],
    ['authorities that are not there', ['--as', SIAK, '--ca', 'none.pem']],
    ['an address that is none', ['--url', 'ftp://x', '--client', SIAK, '--key', 'x.jwk']],
    ['a key that is no key', ['--url', PUBLIC_URL, '--client', SIAK, '--key', 'instance.json']],
  ])('exits 2 for %s', async (_, argv) => {
    const { code, err } = await runIn(['token', ...argv], { env: { SIMPUL_DATA: data }, cwd: data });
    expect(code).toBe(2);
    expect(err).toMatch(/^simpul: .+\n$/);
  });
});
