import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compile } from '@simpul/bus';
import { identityPublishKeys, type ResponseKey } from '@simpul/contracts';
import { openSqliteDocumentStore } from '@simpul/store';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import { openResponseKeys, RESPONSE_KEYS } from '../src/response-keys.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simpul-response-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function makeKey(): Promise<ResponseKey> {
  const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  const jwk = { kty: 'OKP', crv: 'Ed25519', x } as const;
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'EdDSA', use: 'sig' };
}

const open = () =>
  openSqliteDocumentStore({ file: join(folder, 'identity.sqlite'), collections: [RESPONSE_KEYS], format: 1 });

describe('keys that sign responses', () => {
  it('are those of every node as it last named them, and outlive a restart', async () => {
    const [first, second, third] = [await makeKey(), await makeKey(), await makeKey()];
    const store = await open();
    const keys = openResponseKeys(store);
    expect(await keys.all()).toEqual([]);
    await keys.publish('a', [first]);
    await keys.publish('b', [second]);
    await keys.publish('a', [third, first]);
    expect(await keys.all()).toEqual([third, first, second]);
    await store.close();
    const again = await open();
    expect(new Set(await openResponseKeys(again).all())).toEqual(new Set([third, first, second]));
    await again.close();
  });

  it('are of a kind that signs no token, and come without their private half', async () => {
    const violation = compile(identityPublishKeys.params);
    const key = await makeKey();
    const asked = (one: object) => violation({ keys: [one] });
    expect(asked(key)).toBeUndefined();
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    for (const other of [
      { ...ec, kid: key.kid, alg: 'ES256', use: 'sig' },
      { ...key, alg: 'ES256' },
      { ...key, d: key.x },
    ])
      expect(asked(other)).toBeDefined();
  });
});
