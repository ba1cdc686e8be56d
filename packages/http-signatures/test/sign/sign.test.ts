import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseDictionary } from 'structured-headers';
import {
  type RequestMessage,
  signRequest,
  type SignRequestOptions,
  signResponse,
  verifyRequest,
} from '../../src/index.ts';
import { add, change, drop } from '../support/edits.ts';
import { forge } from '../support/forge.ts';
import { ed25519Key, p256Key, rsaKey } from '../support/keys.ts';
import { BARE_REQUEST, headerOf, NOW, REQUEST, RESPONSE, withLines } from '../support/messages.ts';

const key = ed25519Key();
const options: SignRequestOptions = { key: key.signing, created: NOW, expires: NOW + 60, nonce: 'n-1' };
const verify = (message: RequestMessage, { verifying } = key) =>
  verifyRequest(message, { now: NOW, findKey: () => ({ key: verifying, state: 'active' }), recordNonce: () => true });

describe('signRequest', () => {
  it('adds the digest of the body and both signature fields', async () => {
    const lines = await signRequest(REQUEST, options);
    expect(lines.filter((_, i) => i % 2 === 0)).toEqual(['Content-Digest', 'Signature-Input', 'Signature']);
    expect(headerOf({ headers: lines }, 'signature-input')).toBe(
      'simpul=("@method" "@target-uri" "x-road-client" "authorization" "dpop" "x-road-id" "x-simpul-purpose" "content-type" ' +
        `"content-digest");created=${NOW};expires=${NOW + 60};nonce="n-1";keyid="${key.signing.keyid}";tag="simpul-request"`,
    );
  });

  it('covers no field that is not there, and adds no digest where there is no body', async () => {
    const lines = await signRequest(BARE_REQUEST, options);
    expect(lines.filter((_, i) => i % 2 === 0)).toEqual(['Signature-Input', 'Signature']);
    expect(headerOf({ headers: lines }, 'signature-input')).toMatch(
      /^simpul=\("@method" "@target-uri" "x-road-client"\);/,
    );
  });

  it.each([
    ['P-256', p256Key()],
    ['RSA', rsaKey()],
  ])('signs with %s too', async (_, other) => {
    const lines = await signRequest(REQUEST, { ...options, key: other.signing });
    expect(await verify(withLines(REQUEST, lines), other)).toMatchObject({ ok: true, keyid: other.signing.keyid });
  });

  it('signs with a key that answers later, as one in a key store does', async () => {
    const later = { keyid: key.signing.keyid, sign: async (data: Uint8Array) => key.signing.sign(data) };
    expect(await verify(withLines(REQUEST, await signRequest(REQUEST, { ...options, key: later })))).toMatchObject({
      ok: true,
    });
  });

  it('keeps a digest that is there, if it holds', async () => {
    const wrong = `sha-256=:${Buffer.alloc(32).toString('base64')}:`;
    await expect(signRequest(add('Content-Digest', wrong)(REQUEST), options)).rejects.toThrow('digest-wrong: sha-256');
    const signed = withLines(REQUEST, await signRequest(REQUEST, options));
    const digest = headerOf(signed, 'content-digest');
    const lines = await signRequest(add('Content-Digest', digest)(REQUEST), options);
    expect(lines.filter((_, i) => i % 2 === 0)).toEqual(['Signature-Input', 'Signature']);
  });

  it("stands beside another's signature, which goes on to hold its place", async () => {
    const others = await forge(REQUEST, ed25519Key().signing, {
      label: 'proxy',
      covered: ['"@method"'],
      parameters: ';tag="x"',
    });
    const signed = withLines(others, await signRequest(others, { ...options, label: 'ours' }));
    expect(await verify(signed)).toMatchObject({ ok: true, label: 'ours' });
    const joined = signed.headers.filter((_, i) => signed.headers[i - 1] === 'Signature').join(', ');
    expect([...parseDictionary(joined).keys()]).toEqual(['proxy', 'ours']);
  });

  it.each<readonly [string, RequestMessage, Partial<SignRequestOptions>]>([
    ['component-absent: "x-road-client"', drop('x-road-client')(REQUEST), {}],
    ['component-absent: "content-type"', drop('content-type')(REQUEST), {}],
    ['field-repeated: dpop', add('DPoP', 'x')(REQUEST), {}],
    ['field-malformed: x-road-client', change('x-road-client', () => 'Dinas Pendidikan Kecamatan “A”')(REQUEST), {}],
    ['method-malformed', { ...REQUEST, method: '' }, {}],
    ['expires-too-late', REQUEST, { expires: NOW + 301 }],
    ['expires-before-created', REQUEST, { expires: NOW }],
    ['parameter-malformed: created', REQUEST, { created: NOW + 0.5 }],
    ['parameter-malformed: nonce', REQUEST, { nonce: '' }],
    ['parameter-malformed: nonce', REQUEST, { nonce: 'a\nb' }],
    ['signature-input-malformed', REQUEST, { label: 'Ours' }],
  ])('does not sign what would be refused: %s', async (rule, message, changes) => {
    await expect(signRequest(message, { ...options, ...changes })).rejects.toThrow(rule);
  });

  it('does not sign twice', async () => {
    const signed = withLines(REQUEST, await signRequest(REQUEST, options));
    await expect(signRequest(signed, options)).rejects.toThrow('signature-input-doubled');
    await expect(signRequest(signed, { ...options, label: 'again' })).rejects.toThrow('signature-several');
  });

  it('fails as its key fails', async () => {
    const locked = { keyid: key.signing.keyid, sign: () => Promise.reject(new Error('the key store is locked')) };
    await expect(signRequest(REQUEST, { ...options, key: locked })).rejects.toThrow('the key store is locked');
  });
});

describe('signResponse', () => {
  let request: RequestMessage;
  beforeAll(async () => {
    request = withLines(REQUEST, await signRequest(REQUEST, options));
  });

  it('adds the digest of the body and both signature fields', async () => {
    const lines = await signResponse(RESPONSE, { request, key: key.signing, created: NOW });
    expect(lines.filter((_, i) => i % 2 === 0)).toEqual(['Content-Digest', 'Signature-Input', 'Signature']);
    expect(headerOf({ headers: lines }, 'signature-input')).toBe(
      'simpul=("@status" "x-road-request-id" "content-type" "content-digest" "signature";req "signature-input";req)' +
        `;created=${NOW};keyid="${key.signing.keyid}";tag="simpul-response"`,
    );
  });

  it('needs a signed request', async () => {
    const signing = signResponse(RESPONSE, { request: REQUEST, key: key.signing, created: NOW });
    await expect(signing).rejects.toThrow('request-signature: signature-missing');
  });

  it('needs the id of the request', async () => {
    const signing = signResponse(drop('x-road-request-id')(RESPONSE), { request, key: key.signing, created: NOW });
    await expect(signing).rejects.toThrow('component-absent: "x-road-request-id"');
  });
});
