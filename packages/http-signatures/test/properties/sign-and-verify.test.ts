import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type HttpMessage,
  parseRawMessage,
  type RequestMessage,
  type ResponseMessage,
  signRequest,
  signResponse,
  verifyRequest,
  verifyResponse,
} from '../../src/index.ts';
import { ed25519Key } from '../support/keys.ts';
import { headerOf, NOW, REQUEST, withLines } from '../support/messages.ts';
import { arbitraryMutation, arbitraryRequest, arbitraryResponse } from './arbitrary-message.ts';

const key = ed25519Key();

async function sign(message: RequestMessage): Promise<RequestMessage> {
  return withLines(
    message,
    await signRequest(message, { key: key.signing, created: NOW, expires: NOW + 60, nonce: 'n' }),
  );
}

const findKey = () => ({ key: key.verifying, state: 'active' }) as const;
const verify = (message: RequestMessage) => verifyRequest(message, { now: NOW, findKey, recordNonce: () => true });

const mutations = fc.array(arbitraryMutation, { minLength: 1, maxLength: 3 });
const OF_REQUEST = ['authorization', 'dpop', 'x-road-client', 'x-road-id', 'x-simpul-purpose'];
const OF_RESPONSE = ['x-road-request-id'];

/** All that a signature speaks of, taken from the message by other means than the package's. */
function covered(message: HttpMessage): unknown {
  const { headers, body } = message;
  const bytes = Buffer.from(body ?? []).toString('hex');
  const names = [...('method' in message ? OF_REQUEST : OF_RESPONSE), ...(bytes === '' ? [] : ['content-type'])];
  const values = names.map((name) => {
    const lines = headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === name);
    return [name, ...lines.map((line) => line.replace(/^[ \t]+|[ \t]+$/g, ''))];
  });
  return { line: 'method' in message ? [message.method, message.targetUri] : message.status, bytes, values };
}

describe('any request', () => {
  it('verifies as we sign it', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRequest, async (message) => {
        expect(await verify(await sign(message))).toMatchObject({ ok: true });
      }),
      { numRuns: 200 },
    );
  });

  it('says the same in all that is covered if it still verifies after changes', async () => {
    let survived = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryRequest, mutations, async (message, changes) => {
        const signed = await sign(message);
        const mutated = changes.reduce((held, mutate) => mutate(held), signed);
        const result = await verify(mutated);
        if (!result.ok) return;
        survived += 1;
        expect(covered(mutated)).toEqual(covered(signed));
        expect(result).toMatchObject({ keyid: key.signing.keyid, created: NOW, expires: NOW + 60, nonce: 'n' });
      }),
      { numRuns: 1500 },
    );
    // Lines that trade places and fields of no concern do no harm: without any, the property would say nothing.
    expect(survived).toBeGreaterThan(10);
  });
});

describe('any response', () => {
  it('verifies as we sign it, and says the same in all that is covered if it still does after changes', async () => {
    const request = await sign(REQUEST);
    let survived = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryResponse, mutations, fc.boolean(), async (message, changes, ofRequest) => {
        const signed = withLines(message, await signResponse(message, { request, key: key.signing, created: NOW }));
        const check = (response: ResponseMessage, asked: RequestMessage) =>
          verifyResponse(response, { request: asked, now: NOW, findKey });
        expect(await check(signed, request)).toMatchObject({ ok: true });

        const mutate = <M extends HttpMessage>(from: M): M => changes.reduce((held, change) => change(held), from);
        const [answer, asked] = ofRequest ? [signed, mutate(request)] : [mutate(signed), request];
        if (!(await check(answer, asked)).ok) return;
        survived += 1;
        expect(covered(answer)).toEqual(covered(signed));
        expect(headerOf(asked, 'signature').trim()).toBe(headerOf(request, 'signature'));
        expect(headerOf(asked, 'signature-input').trim()).toBe(headerOf(request, 'signature-input'));
      }),
      { numRuns: 1000 },
    );
    expect(survived).toBeGreaterThan(10);
  });
});

describe('any bytes', () => {
  it('are a message or are refused, without an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(parseRawMessage(bytes)).toHaveProperty('ok');
      }),
    );
  });

  it('that are a request are read as what they were written from', () => {
    fc.assert(
      fc.property(
        arbitraryRequest,
        fc.constantFrom('\r\n', '\n'),
        ({ method, targetUri, headers, body = new Uint8Array(0) }, end) => {
          const fields = headers.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${headers[i + 1]}`] : []));
          const target = targetUri.replace('https://bus.example', '');
          const head = [`${method} ${target} HTTP/1.1`, 'Host: bus.example', ...fields, '', ''].join(end);
          const read = parseRawMessage(Buffer.concat([Buffer.from(head), body]));
          expect(read).toMatchObject({ ok: true, kind: 'request' });
          if (!read.ok) return;
          expect(read.message).toMatchObject({ method, targetUri, headers: ['Host', 'bus.example', ...headers] });
          expect(Buffer.from(read.message.body ?? [])).toEqual(Buffer.from(body));
        },
      ),
    );
  });
});
