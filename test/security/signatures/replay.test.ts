import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RequestMessage } from '@simpul/http-signatures';
import { randomUUID } from 'node:crypto';
import { seconds, signed, type SigningBus, startSigningBus } from './support/signing-bus.ts';
import { parameters } from './support/tampered-request.ts';
import { forge } from '../../../packages/http-signatures/test/support/forge.ts';

const AT_ONCE = 50;
/** The full suites set it; otherwise enough rounds to meet a race that is there. */
const ROUNDS = (globalThis as { readonly ROUNDS?: number }).ROUNDS ?? 3;

let bus: SigningBus;
beforeAll(async () => {
  bus = await startSigningBus();
}, 180_000);
afterAll(() => bus.stop());
beforeEach(() => {
  bus.agency.seen.length = 0;
  bus.agency.behave(() => ({ body: 'ya' }));
});

const codeOf = (body: Buffer): string => /SIMPUL_[A-Z_]+/.exec(body.toString())?.[0] ?? 'none';

describe('a nonce', () => {
  it(`is good once, of ${AT_ONCE} at once`, async () => {
    for (let round = 1; round <= ROUNDS; round++) {
      const nonce = randomUUID();
      // Each is another message, so that it is the nonce which tells them apart and nothing else.
      const messages = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, i) =>
          signed(bus.unsignedNamed({ path: `/izin?ke=${i}` }), bus.named.key, nonce),
        ),
      );
      const answers = await Promise.all(messages.map((message) => bus.send(message)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ body }) => codeOf(body) === 'SIMPUL_SIGNATURE_REPLAYED')).toHaveLength(AT_ONCE - 1);
      expect(bus.agency.seen).toHaveLength(round);
    }
  }, 600_000);

  it('is refused in a message that is sent again as it was, with the rule that it breaks', async () => {
    const message = await signed(bus.unsignedNamed(), bus.named.key);
    expect((await bus.send(message)).status).toBe(200);
    const { status, body, headers } = await bus.send(message);
    expect([status, body.toString()]).toEqual([401, expect.stringContaining(': replayed (SIMPUL_SIGNATURE_REPLAYED)')]);
    expect(Object.fromEntries(headers)).toMatchObject({
      'WWW-Authenticate': expect.stringMatching(/^Signature realm="simpul-request"/),
    });
    expect(bus.agency.seen).toHaveLength(1);
  });

  it('is another one by another key, and where it was used by somebody who asks for a token', async () => {
    const nonce = randomUUID();
    expect((await bus.send(await signed(bus.unsignedNamed(), bus.named.key, nonce))).status).toBe(200);
    expect((await bus.send(await signed(await bus.unsigned(), bus.signer().key, nonce))).status).toBe(200);
    const again = await bus.send(await signed(await bus.unsigned(), bus.signer().key, nonce));
    expect(codeOf(again.body)).toBe('SIMPUL_SIGNATURE_REPLAYED');
  });

  it('tells nobody who sends a request again what became of its idempotency key', async () => {
    const headers = ['Idempotency-Key', randomUUID()];
    const message = await signed(bus.unsignedNamed({ method: 'POST', body: '{}', headers }), bus.named.key);
    expect((await bus.send(message)).status).toBe(200);
    expect(codeOf((await bus.send(message)).body)).toBe('SIMPUL_SIGNATURE_REPLAYED');
    const anew = await signed(bus.unsignedNamed({ method: 'POST', body: '{}', headers }), bus.named.key);
    expect(codeOf((await bus.send(anew)).body)).toBe('SIMPUL_REPEAT_SENT_BEFORE');
  });
});

describe('a refused request does not use up its nonce', () => {
  it.each<[string, string, (nonce: string) => Promise<RequestMessage>]>([
    [
      'its body was changed',
      'SIMPUL_SIGNATURE_DIGEST_WRONG',
      async (nonce) => {
        const message = await signed(bus.unsignedNamed({ method: 'POST', body: '{"a":1}' }), bus.named.key, nonce);
        return { ...message, body: Buffer.from('{"a":2}') };
      },
    ],
    [
      'it does not hold',
      'SIMPUL_SIGNATURE_WRONG',
      async (nonce) => {
        return { ...(await signed(bus.unsignedNamed(), bus.named.key, nonce)), method: 'PUT' };
      },
    ],
    [
      'it has expired',
      'SIMPUL_SIGNATURE_UNTIMELY',
      (nonce) =>
        forge(bus.unsignedNamed(), bus.named.key, {
          covered: ['"@method"', '"@target-uri"', '"x-road-client"'],
          parameters: parameters(bus.named.key, {
            created: `;created=${seconds() - 60}`,
            expires: `;expires=${seconds() - 30}`,
            nonce: `;nonce="${nonce}"`,
          }),
        }),
    ],
    [
      'its key is unknown',
      'SIMPUL_SIGNATURE_KEY_UNKNOWN',
      (nonce) => signed(bus.unsignedNamed(), bus.signer().key, nonce),
    ],
    [
      'no agreement covers it',
      'SIMPUL_ACCESS_PURPOSE_DENIED',
      (nonce) => signed(bus.unsignedNamed({ headers: ['X-Simpul-Purpose', 'lain'] }), bus.named.key, nonce),
    ],
    [
      'its idempotency key was used',
      'SIMPUL_REPEAT_KEY_REUSED',
      async (nonce) => {
        const headers = ['Idempotency-Key', randomUUID()];
        const first = bus.unsignedNamed({ method: 'POST', body: '{"a":1}', headers });
        expect((await bus.send(await signed(first, bus.named.key))).status).toBe(200);
        return signed(bus.unsignedNamed({ method: 'POST', body: '{"a":2}', headers }), bus.named.key, nonce);
      },
    ],
  ])('because %s: %s', async (_, code, make) => {
    const nonce = randomUUID();
    expect(codeOf((await bus.send(await make(nonce))).body)).toBe(code);
    expect((await bus.send(await signed(bus.unsignedNamed(), bus.named.key, nonce))).status).toBe(200);
  });
});
