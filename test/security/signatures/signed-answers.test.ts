import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  importVerifyingKey,
  type RequestMessage,
  type ResponseMessage,
  verifyResponse,
  type VerifyingKey,
} from '@simpul/http-signatures';
import type { RawResponse } from '@simpul/testing';
import { eventually } from '../../integration/sandbox/eventually.ts';
import { type RequestParts, seconds, signed, type SigningBus, startSigningBus } from './support/signing-bus.ts';

let bus: SigningBus;
beforeAll(async () => {
  bus = await startSigningBus();
}, 120_000);
afterAll(() => bus.stop());

async function publishedKeys(): Promise<Map<string, VerifyingKey>> {
  const { keys } = (await (await fetch(`${bus.url}/oauth2/jwks`)).json()) as { keys: { kid: string; kty: string }[] };
  return new Map(keys.map((jwk) => [jwk.kid, importVerifyingKey(jwk)]));
}

function messageOf({ status, headers, body }: RawResponse): ResponseMessage {
  return { status, headers: headers.flat(), body };
}

async function verified(request: RequestMessage, answer: RawResponse) {
  const keys = await publishedKeys();
  const findKey = (keyid: string) => {
    const key = keys.get(keyid);
    return key === undefined ? undefined : ({ key, state: 'active' } as const);
  };
  return verifyResponse(messageOf(answer), { request, now: seconds(), findKey });
}

async function exchange(parts: RequestParts): Promise<{ request: RequestMessage; answer: RawResponse }> {
  const request = await signed(bus.unsignedNamed({ demand: 'both', ...parts }), bus.named.key);
  return { request, answer: await bus.send(request) };
}

describe('an answer under an agreement that demands signatures of both', () => {
  it('is signed by the bus with a published key, and bound to its request', async () => {
    const { request, answer } = await exchange({ method: 'POST', body: '{"nik":"1"}' });
    expect(answer.status).toBe(200);
    expect(await verified(request, answer)).toMatchObject({ ok: true });
    const other = await signed(bus.unsignedNamed({ demand: 'both' }), bus.named.key);
    expect(await verified(other, answer)).toMatchObject({ ok: false, rule: 'signature-wrong' });
    expect(await verified(request, { ...answer, body: Buffer.from('{"nik":"2"}') })).toMatchObject({
      ok: false,
      rule: 'digest-wrong',
    });
  });

  it.each<[string, RequestParts, () => void]>([
    ['an empty one', {}, () => bus.agency.behave(() => ({ status: 204 }))],
    ['one to HEAD', { method: 'HEAD' }, () => bus.agency.behave(() => ({ status: 200 }))],
    [
      'one that its provider signed in its own way',
      {},
      () =>
        bus.agency.behave(() => ({
          headers: { signature: 'simpul=:AAAA:', 'signature-input': 'simpul=("@status")', 'content-digest': 'x' },
          body: 'teks',
        })),
    ],
    ["the provider's own error", {}, () => bus.agency.behave(() => ({ status: 500, body: 'rusak' }))],
    ['that the provider broke off', {}, () => bus.agency.behave(() => 'cut')],
  ])('is signed too: %s', async (_, parts, behave) => {
    behave();
    const { request, answer } = await exchange(parts);
    expect(await verified(request, answer)).toMatchObject({ ok: true });
  });

  it('is refused where it cannot be signed, and that is signed', async () => {
    bus.agency.behave(() => ({ headers: ['content-type', 'text/plain', 'content-type', 'text/html'], body: 'x' }));
    const { request, answer } = await exchange({});
    expect([answer.status, answer.body.toString()]).toEqual([
      502,
      expect.stringContaining('SIMPUL_SIGNATURE_RESPONSE_UNSIGNABLE'),
    ]);
    expect(await verified(request, answer)).toMatchObject({ ok: true });
  });

  it('may be no larger than what is held', async () => {
    bus.agency.behave(() => ({ body: Buffer.alloc(9 * 1024 * 1024) }));
    const { request, answer } = await exchange({});
    expect([answer.status, answer.body.toString()]).toEqual([
      502,
      expect.stringContaining('SIMPUL_PROVIDER_RESPONSE_TOO_LARGE'),
    ]);
    expect(await verified(request, answer)).toMatchObject({ ok: true });
  });
});

describe('the key that signs answers', () => {
  it('is replaced without an answer that does not verify, and its change is in the log', async () => {
    bus.agency.behave(() => ({ body: 'ya' }));
    const before = [...(await publishedKeys()).keys()];
    const rotation = await bus.runJson<{ kid: string; old: string; record: string }>(
      'key',
      'rotate',
      '--bus',
      'responses',
    );
    expect([...(await publishedKeys()).keys()]).toEqual([...before, rotation.kid]);
    const used = new Set<string>();
    await eventually(async () => {
      const { request, answer } = await exchange({});
      const result = await verified(request, answer);
      if (!result.ok) throw new Error(`an answer does not verify: ${result.rule}`);
      used.add(result.keyid);
      return used.has(rotation.kid) || undefined;
    }, 30_000);
    expect(used).toEqual(new Set([rotation.old, rotation.kid]));
    expect([...(await publishedKeys()).keys()].toSorted()).toEqual([...before, rotation.kid].toSorted());
    const { records } = await bus.runJson<{ records: unknown[] }>('audit', 'show', rotation.record);
    expect(records).toMatchObject([{ leaf: { type: 'key.added', op: `${rotation.kid}/bus-response` } }]);
  });
});
