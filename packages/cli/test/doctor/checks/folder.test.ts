import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { acquireFolderLock } from '@simpul/store';
import { type TemporaryFolder, temporaryFolder } from '@simpul/testing';
import { chmodSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDataFolder } from '../../../src/doctor/checks/data-folder.ts';
import { checkKeys } from '../../../src/doctor/checks/keys.ts';
import { examineFolder } from '../../../src/doctor/examine-folder.ts';
import {
  codes,
  examined,
  folderWith,
  INSTANCE,
  makePatient,
  regionOf,
  settingsOf,
  writeDataFolder,
} from '../make-patient.ts';

let folder: TemporaryFolder;
let place: (name: string) => string;

beforeEach(() => {
  folder = temporaryFolder();
  place = (name) => join(folder.path, name);
  writeDataFolder(folder.path);
});
afterEach(() => folder.remove());

const look = async () => codes(await checkDataFolder(makePatient({ folder: await examined(folder.path) })));
const lookAtKeys = async () => codes(await checkKeys(makePatient({ folder: await examined(folder.path) })));

describe('a data folder', () => {
  it('is fine as a start leaves it', async () => {
    expect(await look()).toEqual(['folder-fine', expect.stringMatching(/^disk-/)]);
  });

  it('is not there, or lies elsewhere', async () => {
    expect(await examineFolder(place('none'))).toBeUndefined();
    expect(codes(await checkDataFolder(makePatient()))).toEqual(['folder-outside']);
  });

  it.each([
    { instance: '{', found: 'instance-damaged' },
    { instance: '{}', found: 'instance-damaged' },
    { instance: { ...INSTANCE, format: 99 }, found: 'folder-newer' },
  ])('whose instance.json is $instance: $found', async ({ instance, found }) => {
    writeFileSync(place('instance.json'), typeof instance === 'string' ? instance : JSON.stringify(instance));
    expect(await look()).toContain(found);
  });

  it('is new without instance.json, and then lacks nothing', async () => {
    rmSync(place('instance.json'));
    rmSync(place('keys'), { recursive: true });
    expect(await look()).toContain('folder-new');
    expect(await lookAtKeys()).not.toContain('key-missing');
  });

  it('was born as something else than is given now', async () => {
    const patient = makePatient({
      folder: await examined(folder.path),
      settings: settingsOf({ publicUrl: 'https://bus.example' }),
      region: regionOf([], { instance: 'ID-XX', mode: 'production' }),
    });
    const found = (await checkDataFolder(patient)).filter(({ code }) => code === 'folder-mismatch');
    expect(found.map(({ what }) => what)).toEqual([
      'the folder was born with instance ID-LA, and is given ID-XX: the bus will not start',
      'the folder was born with mode sandbox, and is given production: the bus will not start',
      'the folder was born with public address http://localhost:8080, and is given https://bus.example: the bus will not start',
    ]);
  });

  it('misses a store, or lets others in', async () => {
    rmSync(place('store/exchange.sqlite'));
    chmodSync(folder.path, 0o750);
    expect(await look()).toEqual(expect.arrayContaining(['store-missing', 'folder-open']));
  });

  it('belongs to one user', async () => {
    const fact = { isFolder: false, mode: 0o600, mtimeMs: 0 };
    const files = [
      { ...fact, path: '', isFolder: true, mode: 0o700, uid: 7 },
      { ...fact, path: 'store/a', uid: 7 },
      { ...fact, path: 'store/b', uid: 8 },
    ];
    const found = await checkDataFolder(makePatient({ folder: folderWith({ path: folder.path, files }) }));
    expect(found.find(({ code }) => code === 'owner-mixed')?.what).toContain(
      'store/b belongs to user 8 and the folder to 7 (1',
    );
  });

  it('is judged no further where it cannot be looked into', async () => {
    const hidden = folderWith({ unreadable: [''] });
    expect(codes(await checkDataFolder(makePatient({ folder: hidden })))).toEqual(['folder-unreadable']);
    expect(codes(await checkKeys(makePatient({ folder: hidden })))).toEqual(['keys-unreadable']);
  });
});

describe('keys', () => {
  it('are for their owner alone', async () => {
    expect(await lookAtKeys()).toEqual(['keys-private', 'keys-not-compared']);
    chmodSync(place('keys/log-ed25519.pem'), 0o640);
    writeFileSync(place('credentials/operator.jwk'), '{}', { mode: 0o644 });
    const found = await checkKeys(makePatient({ folder: await examined(folder.path) }));
    expect(found.map(({ code, what }) => [code, what.slice(-11)])).toEqual(
      expect.arrayContaining([
        ['key-open', ' (mode 640)'],
        ['key-open', ' (mode 644)'],
      ]),
    );
  });

  it.each(['keys/token-signing.jwk', 'keys/dpop-nonce.jwk', 'keys/log-ml-dsa-44.pem'])('miss %s', async (file) => {
    rmSync(place(file));
    expect(await lookAtKeys()).toContain('key-missing');
  });

  it("of the public door are not everybody's", async () => {
    writeFileSync(place('tls.pem'), '', { mode: 0o644 });
    const patient = makePatient({
      folder: await examined(folder.path),
      settings: settingsOf({ tlsCert: place('cert.pem'), tlsKey: place('tls.pem') }),
    });
    expect(codes(await checkKeys(patient))).toContain('key-open');
    chmodSync(place('tls.pem'), 0o640);
    expect(codes(await checkKeys(patient))).not.toContain('key-open');
  });
});

describe('whether a bus runs on it', () => {
  it('is told by the lock, which is neither made nor kept', async () => {
    expect((await examined(folder.path)).state).toBe('stopped');
    expect(readdirSync(place('run'))).toEqual([]);
    const lock = acquireFolderLock(place('run/lock.sqlite'));
    lock.release();
    const before = statSync(place('run/lock.sqlite')).mtimeMs;
    expect((await examined(folder.path)).state).toBe('stopped');
    expect(statSync(place('run/lock.sqlite')).mtimeMs).toBe(before);
    acquireFolderLock(place('run/lock.sqlite')).release();
  });
});
