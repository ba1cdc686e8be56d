import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK, jwtVerify, type JWK } from 'jose';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createM2mClient, type FakeAgency, type M2mClient, startFakeAgency, temporaryFolder } from '../src/index.ts';

const CLIENT_ID = 'ID-LA/GOV/M/S';
const folder = temporaryFolder();
let server: FakeAgency;
let publicJwk: JWK;
let keyFile: string;
let client: M2mClient;

beforeAll(async () => {
  server = await startFakeAgency();
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  publicJwk = await exportJWK(publicKey);
  keyFile = join(folder.path, 'key.jwk');
  writeFileSync(keyFile, JSON.stringify({ ...(await exportJWK(privateKey)), alg: 'ES256', kid: 'k' }));
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});
beforeEach(async () => {
  server.seen.length = 0;
  client = await createM2mClient({ url: server.url, clientId: CLIENT_ID, keyFile });
});

const proofOf = (i: number): string => String(server.seen[i]?.headers['dpop']);

describe('a client of SIMPUL-M2M-1', () => {
  it('asks again with the nonce that it is given, and with another assertion', async () => {
    server.behave(({ headers }) =>
      decodeJwt(String(headers['dpop']))['nonce'] === 'n1'
        ? { body: '{"access_token":"t"}' }
        : { status: 400, headers: { 'dpop-nonce': 'n1' }, body: '{"error":"use_dpop_nonce"}' },
    );
    await expect(client.token('https://bus/r1', { purpose: 'p' })).resolves.toBe('t');
    const forms = server.seen.map(({ body }) => new URLSearchParams(body.toString()));
    expect(forms).toHaveLength(2);
    for (const form of forms) {
      const { payload } = await jwtVerify(form.get('client_assertion') ?? '', await importJWK(publicJwk, 'ES256'), {
        issuer: CLIENT_ID,
        subject: CLIENT_ID,
        audience: `${server.url}/oauth2`,
      });
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(60);
      expect([form.get('grant_type'), form.get('resource'), form.get('purpose')]).toEqual([
        'client_credentials',
        'https://bus/r1',
        'p',
      ]);
    }
    expect(new Set(forms.map((form) => decodeJwt(form.get('client_assertion') ?? '').jti)).size).toBe(2);
    expect(decodeJwt(proofOf(1))).toMatchObject({ htm: 'POST', htu: `${server.url}/oauth2/token`, nonce: 'n1' });
  });

  it('says what it was told when it gets no token', async () => {
    server.behave(() => ({ status: 401, body: '{"error":"invalid_client"}' }));
    await expect(client.token('https://bus/r1')).rejects.toThrow('invalid_client');
  });

  it('proves possession with the key of its token requests, once for each call', async () => {
    server.behave(() => ({ body: '{"access_token":"t"}' }));
    await client.token('https://bus/r1');
    const [one, two] = await Promise.all([
      client.proofHeaders('t', 'GET', 'https://bus/r1/x?y=1'),
      client.proofHeaders('t', 'GET', 'https://bus/r1/x?y=1'),
    ]);
    expect(one['authorization']).toBe('DPoP t');
    expect(decodeJwt(one['dpop'] ?? '')).toMatchObject({
      htm: 'GET',
      htu: 'https://bus/r1/x',
      ath: createHash('sha256').update('t').digest('base64url'),
    });
    expect(decodeProtectedHeader(one['dpop'] ?? '').jwk).toEqual(decodeProtectedHeader(proofOf(0)).jwk);
    expect(decodeJwt(one['dpop'] ?? '').jti).not.toBe(decodeJwt(two['dpop'] ?? '').jti);
  });
});
