import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { signed, type SigningBus, startSigningBus } from './support/signing-bus.ts';
import { SIGNATURES } from './support/signing-region.ts';

let bus: SigningBus;
beforeAll(async () => {
  bus = await startSigningBus();
});
afterAll(() => bus.stop());
beforeEach(() => {
  bus.agency.seen.length = 0;
});

const errorOf = (body: Buffer): string => /\((SIMPUL_[A-Z_]+)\)/.exec(body.toString())?.[1] ?? '';

describe('a signed request', () => {
  it.each(SIGNATURES)('reaches the provider where the agreement demands %s', async (demand) => {
    const message = await bus.unsigned({ demand, method: 'POST', body: '{"nik":"1"}' });
    const answer = await bus.send(await signed(message, bus.signer().key));
    expect(answer.body.toString()).toBe('{"nik":"1"}');
    expect(answer.status).toBe(200);
    expect(bus.agency.seen).toHaveLength(1);
  });

  it.each(SIGNATURES)('is accepted on a link without a token, by a key of the registry: %s', async (demand) => {
    const message = bus.unsignedNamed({ demand, path: '/a?b=c' });
    const answer = await bus.send(await signed(message, bus.named.key));
    expect(answer.body.toString()).toBe('{"ok":true}');
    expect(bus.agency.seen).toHaveLength(1);
  });
});

describe('a request without a signature', () => {
  it.each(['request', 'both'] as const)('is refused where the agreement demands %s', async (demand) => {
    const { status, body } = await bus.send(await bus.unsigned({ demand }));
    expect([status, errorOf(body)]).toEqual([500, 'SIMPUL_ACCESS_SIGNATURE_REQUIRED']);
    expect(bus.agency.seen).toEqual([]);
  });
});
