import { createPrivateKey, sign as signData } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { httpbis } from 'http-message-signatures';
import { contentDigest } from '../../src/digest/content-digest.ts';
import { type RequestMessage, type ResponseMessage, verifyRequest, verifyResponse } from '../../src/index.ts';
import { ed25519Key } from '../support/keys.ts';
import { NOW, REQUEST, RESPONSE, withLines } from '../support/messages.ts';

const key = ed25519Key();
const findKey = () => ({ key: key.verifying, state: 'active' }) as const;
const signer = {
  id: key.signing.keyid,
  sign: async (data: Buffer) => signData(null, data, createPrivateKey({ key: { ...key.jwk }, format: 'jwk' })),
};

/** Names and values as the package wants them, and back. */
const recordOf = ({ headers }: { readonly headers: readonly string[] }): Record<string, string> =>
  Object.fromEntries(headers.flatMap((name, i) => (i % 2 === 0 ? [[name, headers[i + 1] ?? '']] : [])));
const linesOf = (headers: Readonly<Record<string, string | string[]>>): string[] =>
  Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);

const at = (seconds: number): Date => new Date(seconds * 1000);

async function signedRequest(): Promise<RequestMessage> {
  const message = withLines(REQUEST, ['Content-Digest', await contentDigest(REQUEST.body ?? new Uint8Array(0))]);
  const fields =
    '@method @target-uri authorization dpop x-road-client x-road-id x-simpul-purpose content-type content-digest';
  const { headers } = await httpbis.signMessage(
    {
      key: signer,
      name: 'theirs',
      fields: fields.split(' '),
      params: ['created', 'expires', 'nonce', 'keyid', 'tag'],
      paramValues: { created: at(NOW), expires: at(NOW + 60), nonce: 'n', tag: 'simpul-request' },
    },
    { method: message.method, url: message.targetUri, headers: recordOf(message) },
  );
  return { ...message, headers: linesOf(headers) };
}

describe('a message signed by http-message-signatures', () => {
  it('verifies as a request', async () => {
    const result = await verifyRequest(await signedRequest(), { now: NOW, findKey, recordNonce: () => true });
    expect(result).toMatchObject({ ok: true, label: 'theirs', nonce: 'n' });
  });

  it('verifies as the response to that request', async () => {
    const request = await signedRequest();
    const message = withLines(RESPONSE, ['Content-Digest', await contentDigest(RESPONSE.body ?? new Uint8Array(0))]);
    const { headers } = await httpbis.signMessage(
      {
        key: signer,
        fields: [
          '@status',
          'content-type',
          'content-digest',
          'x-road-request-id',
          'signature;req',
          'signature-input;req',
        ],
        params: ['created', 'keyid', 'tag'],
        paramValues: { created: at(NOW), tag: 'simpul-response' },
      },
      { status: message.status, headers: recordOf(message) },
      { method: request.method, url: request.targetUri, headers: recordOf(request) },
    );
    const response: ResponseMessage = { ...message, headers: linesOf(headers) };
    expect(await verifyResponse(response, { request, now: NOW, findKey })).toMatchObject({ ok: true, label: 'sig' });
  });

  it('is refused with the parameters that it writes by itself, alg among them', async () => {
    const { headers } = await httpbis.signMessage(
      {
        key: { ...signer, alg: 'ed25519' },
        fields: ['@method', '@target-uri', 'x-road-client'],
        paramValues: { tag: 'simpul-request' },
        params: ['created', 'expires', 'keyid', 'alg', 'tag'],
      },
      { method: 'GET', url: REQUEST.targetUri, headers: { 'x-road-client': 'ID-LA/GOV/A/b' } },
    );
    const message = { method: 'GET', targetUri: REQUEST.targetUri, headers: linesOf(headers) };
    const result = await verifyRequest(message, { now: NOW, findKey, recordNonce: () => true });
    expect(result).toMatchObject({ ok: false, rule: 'parameter-not-allowed', about: 'alg' });
  });
});
