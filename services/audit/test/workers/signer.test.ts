import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { formatNote, parseNote } from '@simpul/tlog';
import { joinFrames, LEAF_PREFIX, type LogStore, openSqliteLogStore } from '@simpul/store';
import { Sequencer } from '../../src/workers/sequencer.ts';
import { Signer } from '../../src/workers/signer.ts';
import { newFolder, removeFolder } from '../audit-under-test.ts';
import { sent } from '../sample-leaves.ts';

let folder: string;
let store: LogStore;
let sequencer: Sequencer;
let now = 1_764_000_000_000;

beforeEach(async () => {
  folder = await newFolder();
  store = openSqliteLogStore({ file: join(folder, 'log.sqlite') });
  await store.establish({ name: 'test', origin: 'bus.example/audit/log/test', created: 1 });
  sequencer = await Sequencer.open({ store, writer: 'a', now: Date.now, onFailure: () => undefined });
});
afterEach(async () => {
  await sequencer.finish();
  await store.close();
  await removeFolder(folder);
});

function open(used: LogStore = store) {
  return Signer.open({ store: used, keysDir: folder, now: () => (now += 1000) });
}

describe('Signer', () => {
  it('signs an empty log, then only what is new', async () => {
    const signer = await open();
    const first = await signer.sign();
    expect(first).toMatchObject({ size: 0, tiles: [] });
    if (first !== undefined) await store.putCheckpoint(first);
    expect(await signer.sign()).toBeUndefined();
    await sequencer.append([sent(0), sent(1)]);
    const second = await signer.sign();
    expect(second).toMatchObject({ size: 2, tiles: [{ level: 0, n: 0 }] });
    if (second !== undefined) await store.putCheckpoint(second);
    expect(await signer.sign()).toBeUndefined();
  });

  it('publishes the same bytes again if it ended between signing and publishing', async () => {
    const signer = await open();
    const empty = await signer.sign();
    if (empty !== undefined) await store.putCheckpoint(empty);
    await sequencer.append(Array.from({ length: 256 }, (_, n) => sent(n)));
    await sequencer.append([sent(300)]);
    const lost = await signer.sign();
    await sequencer.append([sent(301)]);
    const again = await open();
    const published = await again.sign();
    expect(published).toEqual(lost);
    if (published !== undefined) await store.putCheckpoint(published);
    expect(await again.sign()).toMatchObject({ size: 258 });
  });

  it('brings what it signed until that is published, with more signature lines or without', async () => {
    const signer = await open();
    await sequencer.append([sent(0)]);
    const signed = await signer.sign();
    expect(await signer.sign()).toEqual(signed);
    const { size = 0, note = '', tiles = [] } = signed ?? {};
    const lines = [...parseNote(note).signatures, { name: 'witness', keyId: '00000000', signature: Buffer.from('x') }];
    await store.putCheckpoint({ size, tiles, note: formatNote({ text: parseNote(note).text, signatures: lines }) });
    expect(await signer.sign()).toBeUndefined();
  });

  it('makes lost tiles again under the note that is published', async () => {
    const signer = await open();
    await sequencer.append([sent(0)]);
    const signed = await signer.sign();
    if (signed !== undefined) await store.putCheckpoint({ ...signed, tiles: [] });
    const again = await (await open()).sign();
    expect(again).toMatchObject({ size: 1, note: signed?.note, tiles: [{ level: 0, n: 0 }], isPublished: true });
  });

  it('refuses for good once it has refused', async () => {
    const signer = await open();
    await signer.sign();
    await sequencer.append([sent(0)]);
    const [batch] = await store.batches(0, 1);
    let isWrong = true;
    const lying = new Proxy(store, {
      get(target, name: keyof LogStore) {
        const bundle = joinFrames([Buffer.from('{}')], LEAF_PREFIX);
        if (name === 'batches' && isWrong) return async () => [{ ...batch, bundle }];
        return target[name].bind(target);
      },
    });
    const second = await open(lying);
    await expect(second.sign()).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_HALTED' });
    isWrong = false;
    await expect(second.sign()).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_HALTED' });
  });

  it('tells of a checkpoint that it could not keep, and hands it to nobody', async () => {
    mkdirSync(join(folder, 'signed.json.new'));
    const failures: unknown[] = [];
    const onFailure = (error: unknown): void => void failures.push(error);
    const signer = await Signer.open({ store, keysDir: folder, now: Date.now, onFailure });
    await expect(signer.sign()).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_HALTED' });
    expect(failures).toMatchObject([{ code: 'SIMPUL_STORE_FAILED', cause: { code: 'EISDIR' } }]);
  });

  it('does not begin with a log that another signer signed', async () => {
    const signer = await open();
    const publication = await signer.sign();
    if (publication !== undefined) await store.putCheckpoint(publication);
    const elsewhere = Signer.open({ store, keysDir: join(folder, 'none'), now: Date.now });
    await expect(elsewhere).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_HALTED' });
  });
});
