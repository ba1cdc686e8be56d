import { describe, expect, it } from '@jest/globals';
import type { ExchangeRequest } from '@simpul/contracts';
import { importSigningKey, importVerifyingKey, signRequest } from '@simpul/http-signatures';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { checkSignature } from '../../src/signatures/check-signature.ts';
import { lateErrorOf } from '../error-code.ts';
import { agreementOf, CONSUMER, requestOf, SERVICE_ID } from '../sample-region.ts';

const PUBLIC_URL = 'https://bus.example';
const BODY = Buffer.from('{"nik":"1"}');
const TOKEN = 'abc.def.ghi';
const jwk = { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) };
const key = importSigningKey(jwk);
const verifying = importVerifyingKey(jwk);
const deps = {
  publicUrl: PUBLIC_URL,
  signatureKeys: {
    isStale: () => false,
    find: async (subsystem: string, kid: string) =>
      subsystem === CONSUMER && kid === key.keyid ? { key: verifying, state: 'active' as const } : undefined,
  },
};

/** A signed request as an honest gateway hands it on. */
async function handedOn(link: 'open' | 'token' = 'open'): Promise<ExchangeRequest> {
  const target = `/r1/${SERVICE_ID}/izin?a=1`;
  const credentials = ['Authorization', link === 'token' ? `DPoP ${TOKEN}` : 'Basic dTpw'];
  const passed = ['X-Road-Client', CONSUMER, 'X-Road-Id', 'a', 'X-Simpul-Purpose', 'uji', 'Content-Type', 'text/plain'];
  const headers = [...credentials, ...passed];
  const created = Math.floor(Date.now() / 1000);
  const message = { method: 'POST', targetUri: PUBLIC_URL + target, headers, body: BODY };
  const lines = await signRequest(message, { key, created, expires: created + 60, nonce: randomUUID() });
  return {
    ...requestOf({ method: 'POST', target }),
    road: { client: CONSUMER, id: 'a', purpose: 'uji', contentType: 'text/plain' },
    headers: [...(link === 'token' ? [] : credentials), ...passed, ...lines],
    signed: [...headers, ...lines],
    credential: link === 'token' ? { link, token: TOKEN, proof: { jkt: 'k', jti: 'j' } } : { link, loopback: true },
  };
}

const check = (request: ExchangeRequest, consumer = CONSUMER, body: Uint8Array = BODY) =>
  checkSignature({ request, body, agreement: agreementOf({ signatures: 'request' }), consumer }, deps);

/** The same list with another value for one header, or with one more. */
const changed = (headers: readonly string[], name: string, value: string): string[] =>
  headers.map((each, i) => (i % 2 === 1 && headers[i - 1] === name ? value : each));

describe('a signed request', () => {
  it.each(['open', 'token'] as const)('holds as an honest gateway hands it on, on a link %s', async (link) => {
    await expect(check(await handedOn(link))).resolves.toMatchObject({ keyid: key.keyid, jwk: verifying.jwk });
  });

  it('is one of the consumer who was authenticated, and of nobody else', async () => {
    const error = await lateErrorOf(check(await handedOn(), `${CONSUMER}-lain`));
    expect([error.code, error.params]).toEqual(['SIMPUL_SIGNATURE_KEY_UNKNOWN', { rule: 'key-unknown' }]);
  });

  it('is not looked at where identity was silent for too long', async () => {
    const silent = { ...deps, signatureKeys: { ...deps.signatureKeys, isStale: () => true } };
    const request = await handedOn();
    const asked = { request, body: BODY, agreement: agreementOf({ signatures: 'request' }), consumer: CONSUMER };
    expect((await lateErrorOf(checkSignature(asked, silent))).code).toBe('SIMPUL_AUTHORITY_STALE');
  });

  it('needs no signature of ours where none is demanded', async () => {
    const { signed = [], ...request } = await handedOn();
    const foreign = signed.map((value) => value.replace('simpul-request', 'other'));
    const asked = { body: BODY, agreement: agreementOf({ signatures: 'none' }), consumer: CONSUMER };
    await expect(checkSignature({ ...asked, request }, deps)).resolves.toBeUndefined();
    await expect(checkSignature({ ...asked, request: { ...request, signed: foreign } }, deps)).resolves.toBeUndefined();
  });
});

function withoutPurpose(road: ExchangeRequest['road']): ExchangeRequest['road'] {
  return Object.fromEntries(Object.entries(road).filter(([name]) => name !== 'purpose'));
}

describe('a gateway that lies has nothing acted on that was not signed', () => {
  type Lie = (request: ExchangeRequest) => ExchangeRequest;
  it.each<[string, string, 'open' | 'token', Lie]>([
    ['the consumer', 'x-road-client', 'open', (r) => ({ ...r, road: { ...r.road, client: 'ID-LA/GOV/X/y' } })],
    ['the id', 'x-road-id', 'open', (r) => ({ ...r, road: { ...r.road, id: 'b' } })],
    ['the purpose', 'x-simpul-purpose', 'open', (r) => ({ ...r, road: { ...r.road, purpose: 'lain' } })],
    ['that there is a purpose', 'x-simpul-purpose', 'open', (r) => ({ ...r, road: withoutPurpose(r.road) })],
    ['the media type', 'content-type', 'open', (r) => ({ ...r, road: { ...r.road, contentType: 'text/html' } })],
    [
      'the client that passes on',
      'x-road-client',
      'open',
      (r) => ({ ...r, headers: changed(r.headers, 'X-Road-Client', 'x') }),
    ],
    [
      'the purpose that passes on',
      'x-simpul-purpose',
      'open',
      (r) => ({ ...r, headers: changed(r.headers, 'X-Simpul-Purpose', 'x') }),
    ],
    [
      'the media type that passes on',
      'content-type',
      'open',
      (r) => ({ ...r, headers: [...r.headers, 'content-type', 'a/b'] }),
    ],
    [
      "the provider's secret",
      'authorization',
      'open',
      (r) => ({ ...r, headers: changed(r.headers, 'Authorization', 'Basic eA') }),
    ],
    [
      'the token',
      'authorization',
      'token',
      (r) => ({ ...r, credential: { link: 'token', token: 'another', proof: { jkt: 'k', jti: 'j' } } }),
    ],
  ])('%s', async (_, field, link, lie) => {
    const error = await lateErrorOf(check(lie(await handedOn(link))));
    expect([error.code, error.params]).toEqual(['SIMPUL_SIGNATURE_WRONG', { rule: `signature-wrong (${field})` }]);
  });

  it.each<[string, Lie]>([
    ['the method', (r) => ({ ...r, method: 'PUT' })],
    ['the target', (r) => ({ ...r, target: `${r.target}&b=2` })],
    ['what was signed', (r) => ({ ...r, signed: changed(r.signed ?? [], 'X-Road-Id', 'b') })],
  ])('%s', async (_, lie) => {
    const error = await lateErrorOf(check(lie(await handedOn())));
    expect([error.code, error.params]).toEqual(['SIMPUL_SIGNATURE_WRONG', { rule: 'signature-wrong' }]);
  });

  it('the body', async () => {
    const error = await lateErrorOf(check(await handedOn(), CONSUMER, Buffer.from('{"nik":"2"}')));
    expect([error.code, error.params]).toEqual(['SIMPUL_SIGNATURE_DIGEST_WRONG', { rule: 'digest-wrong (sha-256)' }]);
  });

  it('that it was signed at all', async () => {
    const { signed: _, ...request } = await handedOn();
    expect((await lateErrorOf(check(request))).code).toBe('SIMPUL_ACCESS_SIGNATURE_REQUIRED');
  });
});
