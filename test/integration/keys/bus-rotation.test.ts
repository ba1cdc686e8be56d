import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { oneProcessOnly } from '@simpul/testing';
import { decodeProtectedHeader } from 'jose';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../sandbox/eventually.ts';
import { type KeyBus, startKeyBus } from './key-bus.ts';
import { startLoad } from './load.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(90_000);

/** Milliseconds between two tokens. */
const TOKEN_EVERY_MS = 200;

let bus: KeyBus;
beforeAll(async () => {
  bus = await startKeyBus();
});
afterAll(() => bus.stop());

interface BusRotation {
  readonly kid: string;
  readonly old: string;
  readonly record: string;
}

const publishedKids = async (): Promise<string[]> => {
  const response = await fetch(`${bus.url}/oauth2/jwks`);
  const { keys } = (await response.json()) as { keys: { kid: string; alg: string }[] };
  return keys.filter(({ alg }) => alg === 'ES256').map(({ kid }) => kid);
};

/** The newest token, a new one five times a second, so that exchanges meet the key of their moment within the client's limit. */
function createTokens(ask: () => Promise<string>): () => Promise<string> {
  let token: Promise<string> | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (token === undefined || performance.now() > askedAt + TOKEN_EVERY_MS) {
      askedAt = performance.now();
      token = ask();
    }
    return token;
  };
}

describe('the key that signs tokens', () => {
  it('is replaced under load without a failed exchange', async () => {
    const client = await bus.client();
    const oldToken = await client.token(`${bus.url}/r1`);
    const freshToken = createTokens(() => client.token(`${bus.url}/r1`));
    const load = startLoad(3, async () => {
      const token = await freshToken();
      const { status, text } = await bus.exchange(client, token);
      return { kid: String(decodeProtectedHeader(token).kid), status, text };
    });
    await eventually(async () => load.done.length > 10 || undefined);
    const rotation = await bus.runJson<BusRotation>('key', 'rotate', '--bus');
    expect(await publishedKids()).toEqual([rotation.old, rotation.kid]);
    const again = await bus.run('key', 'rotate', '--bus');
    expect([again.code, again.err]).toEqual([3, expect.stringContaining('SIMPUL_KEY_CHANGING')]);
    const withNew = () => load.done.filter(({ outcome }) => outcome.kid === rotation.kid);
    await eventually(async () => withNew().length > 20 || undefined, 30_000);
    await load.end();

    const failed = load.done.filter(({ outcome }) => outcome.status !== 200);
    expect(failed).toEqual([]);
    expect(new Set(load.done.map(({ outcome }) => outcome.kid))).toEqual(new Set([rotation.old, rotation.kid]));
    expect(await publishedKids()).toEqual([rotation.kid, rotation.old]);
    expect((await bus.exchange(client, oldToken)).status).toBe(200);
    const shown = await bus.run('audit', 'show', rotation.record);
    expect(shown.out).toMatch(/^type +key\.added$/m);
    expect(shown.out).toMatch(new RegExp(`^op +${rotation.kid}/bus$`, 'm'));
  });

  // Where identity is several processes, its keys are in the store.
  const inOneProcess = oneProcessOnly('the keys of identity in its data folder') ? describe : describe.skip;
  inOneProcess('in one process', () => {
    it('is kept beside the one before', () => {
      expect(readdirSync(join(bus.data, 'keys'))).toEqual(
        expect.arrayContaining(['token-signing.jwk', 'token-signing.previous.jwk']),
      );
    });
  });
});
