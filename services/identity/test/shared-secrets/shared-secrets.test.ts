import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DocumentStore, openSqliteDocumentStore } from '@simpul/store';
import { temporaryFolder } from '@simpul/testing';
import { openSharedSecrets, SHARED_SECRETS } from '../../src/shared-secrets/shared-secrets.ts';

const KEY = randomBytes(32);
let folder: ReturnType<typeof temporaryFolder>;
let store: DocumentStore;
beforeEach(async () => {
  folder = temporaryFolder();
  const file = join(folder.path, 'identity.sqlite');
  store = await openSqliteDocumentStore({ file, collections: [SHARED_SECRETS], format: 1 });
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

const fileOf = (node: string) => join(folder.path, node, 'people.jwk');
const load = (node: string, key: Uint8Array | undefined = KEY) =>
  openSharedSecrets(store, key).load('people', fileOf(node));
const alone = (node: string) => openSharedSecrets(store, undefined).load('people', fileOf(node));
const files = (node: string) => readdir(join(folder.path, node)).catch(() => []);
const INVALID = 'SIMPUL_CONFIG_INVALID';

describe('a secret that processes share', () => {
  it('is made by one of those who come at once, and known to all, in no file', async () => {
    const secrets = await Promise.all(['a', 'b', 'c'].map((node) => load(node)));
    expect(secrets[0]).toHaveLength(32);
    for (const secret of [...secrets, await load('d')]) expect(secret.equals(secrets[0] ?? Buffer.of())).toBe(true);
    expect(await Promise.all(['a', 'b', 'c', 'd'].map(files))).toEqual([[], [], [], []]);
  });

  it('comes from the file of a process that was alone, where the store has none', async () => {
    const own = await alone('a');
    expect((await load('a')).equals(own)).toBe(true);
    expect((await load('b')).equals(own)).toBe(true);
    expect(await files('b')).toEqual([]);
  });

  it('is not to be read in the store, and not to be used under another name', async () => {
    const secret = await load('a');
    const rows = store.collection<{ id: string; sealed: string }>(SHARED_SECRETS);
    const row = await rows.get('people');
    expect(JSON.stringify(row)).not.toContain(secret.toString('base64url'));
    await rows.insert({ id: 'dpop-nonce', sealed: row?.sealed ?? '' });
    const other = openSharedSecrets(store, KEY).load('dpop-nonce', join(folder.path, 'dpop-nonce.jwk'));
    await expect(other).rejects.toMatchObject({ code: INVALID });
  });

  it('is refused to a process with another key, or with another secret of its own', async () => {
    await load('a');
    await expect(load('b', randomBytes(32))).rejects.toMatchObject({
      code: INVALID,
      params: { name: '--nats-nkey' },
    });
    await expect(alone('c')).rejects.toMatchObject({ code: INVALID, params: { name: '--nats-nkey' } });
    await rm(join(folder.path, 'c'), { recursive: true, force: true });
    await openSharedSecrets(store, undefined).load('else', fileOf('d'));
    await expect(load('d')).rejects.toMatchObject({ code: INVALID, params: { name: fileOf('d') } });
  });

  it('is not taken from a file that holds something else', async () => {
    await alone('a');
    await writeFile(fileOf('a'), '{"kty":"oct","k":"AAAA"}');
    await expect(load('a')).rejects.toMatchObject({ code: INVALID, params: { name: fileOf('a') } });
  });
});
