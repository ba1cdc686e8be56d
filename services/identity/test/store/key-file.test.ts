import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CONFIG } from '@simpul/errors';
import { calculateJwkThumbprint } from 'jose';
import { loadOrCreateKey, loadOrCreateSecret, publicPart } from '../../src/store/key-file.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simpul-keys-'));
  file = join(folder, 'keys', 'one.jwk');
});
afterEach(() => rm(folder, { recursive: true }));

describe('a key file', () => {
  it('is made for its owner alone, in a folder of its owner', async () => {
    await loadOrCreateKey(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'keys'))).mode & 0o777).toBe(0o700);
  });

  it('holds an ES256 key under its thumbprint', async () => {
    const key = await loadOrCreateKey(file);
    expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', kid: await calculateJwkThumbprint(key) });
    expect(publicPart(key)).not.toHaveProperty('d');
  });

  it('is made once, however many ask at once, and nothing else stays behind', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => loadOrCreateKey(file)));
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
    expect(await readdir(join(folder, 'keys'))).toEqual(['one.jwk']);
  });

  it.each([
    '',
    '{}',
    '{"kty":"EC"',
    'null',
    '{"kty":"EC","crv":"P-384","d":"x"}',
    '{"kty":"EC","crv":"P-256","x":"x"}',
  ])('that holds %j is refused and left as it is', async (text) => {
    await mkdir(join(folder, 'keys'));
    await writeFile(file, text);
    await expect(loadOrCreateKey(file)).rejects.toMatchObject({ code: CONFIG.INVALID.code });
    await expect(loadOrCreateSecret(file)).rejects.toMatchObject({ code: CONFIG.INVALID.code });
  });

  it('of a secret gives the same 32 bytes again', async () => {
    const secret = await loadOrCreateSecret(file);
    expect(secret).toHaveLength(32);
    expect(await loadOrCreateSecret(file)).toEqual(secret);
  });
});
