import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { KeyRequest, SubsystemKey } from '@simpul/contracts';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../sandbox/eventually.ts';
import { type KeyBus, startKeyBus } from './key-bus.ts';
import { CONSUMER, INSTANCE } from './key-region.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(90_000);

/** Milliseconds within which a change is in force (design 02, rule 9). */
const IN_FORCE_MS = 2000;

let bus: KeyBus;
beforeAll(async () => {
  bus = await startKeyBus();
  bus.agency.behave(() => ({ body: 'ok' }));
});
afterAll(() => bus.stop());

const kidOf = (file: string): string => (JSON.parse(readFileSync(file, 'utf8')) as { kid: string }).kid;
const keys = async (): Promise<Map<string, SubsystemKey>> => {
  const list = await bus.runJson<{ keys: SubsystemKey[] }>('key', 'list', '--as', CONSUMER);
  return new Map(list.keys.map((key) => [key.kid, key]));
};
const tokenWith = async (file: string): Promise<string> => (await bus.client(file)).token(`${bus.url}/r1`);
/** A client is asked to come again in the second in which its tokens were denied. */
const tokenSoon = (file: string): Promise<string> =>
  eventually(async () =>
    tokenWith(file).catch((error: Error) => {
      if (!error.message.includes('temporarily_unavailable')) throw error;
      return undefined;
    }),
  );

interface Rotated {
  readonly previous: string;
  readonly until: number;
  readonly key: SubsystemKey;
}
const rotate = (until: string) => bus.runJson<Rotated>('key', 'rotate', '--as', CONSUMER, '--until', until);

describe('a key that is rotated', () => {
  it('works beside the old one until that one’s time', async () => {
    const old = kidOf(bus.keyFile);
    const { previous, key } = await rotate('1d');
    expect(kidOf(bus.keyFile)).toBe(key.kid);
    expect(kidOf(previous)).toBe(old);
    expect(statSync(bus.keyFile).mode & 0o777).toBe(0o600);
    for (const file of [bus.keyFile, previous]) {
      const client = await bus.client(file);
      expect((await bus.exchange(client, await client.token(`${bus.url}/r1`))).status).toBe(200);
    }
    const known = await keys();
    expect([known.get(key.kid)?.state, known.get(old)?.state]).toEqual(['active', 'ending']);
    const shown = await bus.run('audit', 'show', String(key.record));
    expect(shown.out).toMatch(/^type +key\.added$/m);
    expect(shown.out).toMatch(new RegExp(`^op +${key.kid}/rotated$`, 'm'));
  });

  it('leaves the old one refused from its time on', async () => {
    const old = kidOf(bus.keyFile);
    const { previous, until } = await rotate('2s');
    await eventually(async () => {
      const begunAt = Date.now();
      const outcome = await tokenWith(previous).catch((error: Error) => error.message);
      if (begunAt < until) return undefined;
      expect(outcome).toContain('invalid_client');
      return true;
    });
    expect((await keys()).get(old)?.state).toBe('ended');
    expect(await tokenWith(bus.keyFile)).toMatch(/^ey/);
  });
});

describe('a key that leaked', () => {
  it('is refused within two seconds of its revocation, and a token that it got before too', async () => {
    const leaked = join(bus.data, 'leaked.jwk');
    copyFileSync(bus.keyFile, leaked);
    const kid = kidOf(leaked);
    await rotate('1d');
    const thief = await bus.client(leaked);
    const stolen = await thief.token(`${bus.url}/r1`);
    expect((await bus.exchange(thief, stolen)).status).toBe(200);

    const revoked = await bus.runJson<SubsystemKey>('key', 'revoke', kid, '--as', CONSUMER, '--reason', 'bocor');
    const revokedAt = performance.now();
    expect(revoked).toMatchObject({ kid, state: 'revoked', reason: 'bocor' });
    await eventually(async () => {
      const begunIn = performance.now() - revokedAt;
      const { status, text } = await bus.exchange(thief, stolen);
      const refused = status === 401 && text.includes('SIMPUL_AUTH_TOKEN_INVALID');
      expect(refused || begunIn < IN_FORCE_MS).toBe(true);
      return refused || undefined;
    });
    await expect(tokenWith(leaked)).rejects.toThrow('invalid_client');
    const token = await tokenSoon(bus.keyFile);
    expect((await bus.exchange(await bus.client(), token)).status).toBe(401);
    const holder = await bus.client();
    expect((await bus.exchange(holder, await holder.token(`${bus.url}/r1`))).status).toBe(200);
    const shown = await bus.run('audit', 'show', String(revoked.record));
    expect(shown.out).toMatch(/actor +sandbox-operator/);

    const jwk = JSON.parse(readFileSync(leaked, 'utf8')) as JWK;
    const file = join(bus.data, 'leaked-public.jwk');
    writeFileSync(file, JSON.stringify({ kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y }));
    const back = await bus.run('key', 'request', file, '--as', CONSUMER);
    expect([back.code, back.err]).toEqual([3, expect.stringContaining('SIMPUL_KEY_REVOKED')]);
  });
});

describe('a key that was lost', () => {
  it('is followed by one that an integrator asks for and another person approves', async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    const file = join(bus.data, 'new.jwk');
    const privateFile = join(bus.data, 'new-private.jwk');
    writeFileSync(file, JSON.stringify(jwk));
    writeFileSync(privateFile, JSON.stringify({ ...(await exportJWK(privateKey)), alg: 'EdDSA', kid }));

    const request = await bus.runJson<KeyRequest>('key', 'request', file, '--as', CONSUMER, '--note', 'laptop baru');
    expect(request).toMatchObject({ subsystem: `${INSTANCE}/${CONSUMER}`, kid, state: 'open' });
    await expect(tokenWith(privateFile)).rejects.toThrow('invalid_client');
    const asked = await bus.runJson<{ requests: KeyRequest[] }>('key', 'requests');
    expect(asked.requests.map(({ id }) => id)).toEqual([request.id]);
    const decided = await bus.runJson<KeyRequest>('key', 'approve', request.id);
    expect(decided).toMatchObject({ state: 'approved', decidedBy: 'sandbox-steward' });
    expect(await tokenWith(privateFile)).toMatch(/^ey/);
    expect((await keys()).get(kid)).toMatchObject({ state: 'active', from: 'requested', alg: 'EdDSA' });
    const again = await bus.run('key', 'refuse', request.id);
    expect([again.code, again.err]).toEqual([3, expect.stringContaining('SIMPUL_KEY_REQUEST_DECIDED')]);
  });
});
