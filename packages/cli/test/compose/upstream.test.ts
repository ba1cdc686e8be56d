import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { readUpstream } from '../../src/compose/upstream.ts';
import type { UpConfig } from '../../src/compose/up-config.ts';

const folder = temporaryFolder();
const place = { cwd: folder.path, mode: 'production' } as const;
const BASE: UpConfig = {
  authorityMaxAge: 60,
  data: '.simpul',
  host: '127.0.0.1',
  port: 0,
  tlsMin: '1.3',
  logLevel: 'info',
};
const WHOLE = {
  oidcIssuer: 'https://akun.lampungprov.go.id/realms/pegawai',
  oidcClientId: 'simpul',
  oidcClientSecretFile: 'secret',
};

beforeAll(() => {
  writeFileSync(join(folder.path, 'secret'), 'rahasia\n');
  writeFileSync(join(folder.path, 'empty'), '\n');
});

describe("the region's own OpenID provider", () => {
  it('is none where no flag names it', () => {
    expect(readUpstream(BASE, place)).toBeUndefined();
  });

  it('is read with its secret, and called by its host unless it has a name', () => {
    expect(readUpstream({ ...BASE, ...WHOLE }, place)).toEqual({
      issuer: WHOLE.oidcIssuer,
      clientId: 'simpul',
      clientSecret: 'rahasia',
      name: 'akun.lampungprov.go.id',
    });
    expect(readUpstream({ ...BASE, ...WHOLE, oidcName: 'Akun Lampung' }, place)?.name).toBe('Akun Lampung');
  });

  it('may speak plain HTTP in a sandbox', () => {
    const config = { ...BASE, ...WHOLE, oidcIssuer: 'http://127.0.0.1:9000' };
    expect(readUpstream(config, { ...place, mode: 'sandbox' })?.issuer).toBe('http://127.0.0.1:9000');
  });

  it.each<[string, { readonly [M in keyof UpConfig]?: UpConfig[M] | undefined }, string]>([
    ['plain HTTP in production', { ...WHOLE, oidcIssuer: 'http://akun.example' }, '--oidc-issuer'],
    ['no client', { ...WHOLE, oidcClientId: undefined }, '--oidc-client-id'],
    ['no secret', { ...WHOLE, oidcClientSecretFile: undefined }, '--oidc-client-secret-file'],
    ['an empty secret', { ...WHOLE, oidcClientSecretFile: 'empty' }, '--oidc-client-secret-file'],
    ['a secret that is not there', { ...WHOLE, oidcClientSecretFile: 'none' }, '--oidc-client-secret-file'],
    ['a client of no provider', { oidcClientId: 'simpul' }, '--oidc-client-id'],
    ['a name of no provider', { oidcName: 'Akun' }, '--oidc-name'],
  ])('with %s stops the start, naming the flag', (_, changes, name) => {
    const given = Object.fromEntries(
      Object.entries({ ...BASE, ...changes }).filter(([, value]) => value !== undefined),
    );
    expect(() => readUpstream(given as UpConfig, place)).toThrow(
      expect.objectContaining({ code: 'SIMPUL_CONFIG_INVALID', params: expect.objectContaining({ name }) }),
    );
  });
});
