import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { importVerifyingKey, type RequestMessage, verifyRequest } from '@simpul/http-signatures';
import { REQUEST_ROWS } from './support/request-rows.ts';
import { seconds, signed, type SigningBus, startSigningBus } from './support/signing-bus.ts';
import { BODY, type Kit } from './support/tampered-request.ts';

let bus: SigningBus;
beforeAll(async () => {
  bus = await startSigningBus();
}, 180_000);
afterAll(() => bus.stop());
beforeEach(() => {
  bus.agency.seen.length = 0;
});

function kitOf(on: SigningBus): Kit {
  const headers = ['Authorization', 'Basic dTpw', 'X-Road-Id', 'f3a1c0de', 'X-Simpul-Purpose', 'uji'];
  return {
    unsigned: on.unsignedNamed({ method: 'POST', path: '/izin?a=1', body: BODY, headers }),
    bare: on.unsignedNamed({ path: '/izin' }),
    key: on.named.key,
    others: on.signer().key,
    url: on.url,
  };
}

/** As `simpul verify` does it. */
async function ruleOf(message: RequestMessage): Promise<string> {
  const key = importVerifyingKey(bus.named.jwk);
  const findKey = (keyid: string) => (keyid === key.keyid ? ({ key, state: 'active' } as const) : undefined);
  const result = await verifyRequest(message, { now: seconds(), findKey, recordNonce: () => true });
  return result.ok ? 'it holds' : result.rule;
}

/** What the bus says: the rule that is named, or the code of what it refused it for before. */
async function refusalOf(message: RequestMessage): Promise<string> {
  const text = (await bus.send(message)).body.toString();
  const rule = /: ([a-z-]+)(?: \([^)]*\))? \(SIMPUL_SIGNATURE_/.exec(text)?.[1];
  return rule ?? /SIMPUL_[A-Z_]+/.exec(text)?.[0] ?? text;
}

describe('a signed request that somebody tampered with', () => {
  it('would reach the provider untouched', async () => {
    const kit = kitOf(bus);
    for (const message of [kit.unsigned, kit.bare]) {
      expect(await ruleOf(await signed(message, kit.key))).toBe('it holds');
      expect((await bus.send(await signed(message, kit.key))).status).toBe(200);
    }
    expect(bus.agency.seen).toHaveLength(2);
  });

  it('comes in at least sixty ways', () => {
    expect(new Set(REQUEST_ROWS.map(({ what }) => what)).size).toBe(REQUEST_ROWS.length);
    expect(REQUEST_ROWS.length).toBeGreaterThanOrEqual(60);
  });

  it.each(REQUEST_ROWS)('is refused by verify and by the bus: $what ($rule)', async ({ rule, door, make }) => {
    const message = await make(kitOf(bus));
    expect(await ruleOf(message)).toBe(rule);
    const missing = rule === 'signature-missing' ? 'SIMPUL_ACCESS_SIGNATURE_REQUIRED' : rule;
    expect(await refusalOf(message)).toBe(door ?? missing);
    expect(bus.agency.seen).toEqual([]);
  });
});
