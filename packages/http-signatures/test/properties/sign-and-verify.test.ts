import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRawMessage, type RequestMessage, signRequest, verifyRequest } from '../../src/index.ts';
import { ed25519Key } from '../support/keys.ts';
import { NOW, withLines } from '../support/messages.ts';
import { arbitraryMutation, arbitraryRequest } from './arbitrary-message.ts';

const key = ed25519Key();

async function sign(message: RequestMessage): Promise<RequestMessage> {
  return withLines(
    message,
    await signRequest(message, { key: key.signing, created: NOW, expires: NOW + 60, nonce: 'n' }),
  );
}

const verify = (message: RequestMessage) =>
  verifyRequest(message, {
    now: NOW,
    findKey: () => ({ key: key.verifying, state: 'active' }),
    recordNonce: () => true,
  });

const COVERED = ['authorization', 'dpop', 'x-road-client', 'x-road-id', 'x-simpul-purpose'];

/** All that a signature speaks of, taken from the message by other means than the package's. */
function covered({ method, targetUri, headers, body }: RequestMessage): unknown {
  const bytes = Buffer.from(body ?? []).toString('hex');
  const names = bytes === '' ? COVERED : [...COVERED, 'content-type'];
  const values = names.map((name) => {
    const lines = headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === name);
    return [name, ...lines.map((line) => line.replace(/^[ \t]+|[ \t]+$/g, ''))];
  });
  return { method, targetUri, bytes, values };
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
      fc.asyncProperty(
        arbitraryRequest,
        fc.array(arbitraryMutation, { minLength: 1, maxLength: 3 }),
        async (message, mutations) => {
          const signed = await sign(message);
          const mutated = mutations.reduce((held, mutate) => mutate(held), signed);
          const result = await verify(mutated);
          if (!result.ok) return;
          survived += 1;
          expect(covered(mutated)).toEqual(covered(signed));
          expect(result).toMatchObject({ keyid: key.signing.keyid, created: NOW, expires: NOW + 60, nonce: 'n' });
        },
      ),
      { numRuns: 1500 },
    );
    // Lines that trade places and fields of no concern do no harm: without any, the property would say nothing.
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
