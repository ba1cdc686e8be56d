import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LogStore, openSqliteLogStore } from '@simpul/store';
import { parseCheckpointBody, parseNote } from '@simpul/tlog';
import type { SignOnce } from '../../src/checkpoint-loop.ts';
import { createCheckpointPublisher } from '../../src/witness/checkpoint-publisher.ts';
import type { Cosigner } from '../../src/witness/cosigner.ts';
import { Sequencer } from '../../src/workers/sequencer.ts';
import { Signer } from '../../src/workers/signer.ts';
import { newFolder, removeFolder } from '../audit-under-test.ts';
import { sent } from '../sample-leaves.ts';
import { makeCosigner } from './cosigner-under-test.ts';
import { always, startStubWitness, type StubWitness } from './stub-witness.ts';

const ORIGIN = 'bus.example/audit/log/test';
let folder: string;
let store: LogStore;
let sequencer: Sequencer;
let witness: StubWitness;
let written: string[];

beforeEach(async () => {
  folder = await newFolder();
  store = openSqliteLogStore({ file: join(folder, 'log.sqlite') });
  await store.establish({ name: 'test', origin: ORIGIN, created: 1 });
  sequencer = await Sequencer.open({ store, writer: 'a', now: Date.now, onFailure: () => undefined });
  witness = await startStubWitness('one');
  written = [];
});
afterEach(async () => {
  await sequencer.finish();
  await store.close();
  await witness.stop();
  await removeFolder(folder);
});

/** What a process does that has just started. */
async function start(cosigner: Cosigner | undefined): Promise<SignOnce> {
  const signer = await Signer.open({ store, keysDir: folder, now: Date.now });
  return createCheckpointPublisher({
    origin: ORIGIN,
    cosigner,
    sign: () => signer.sign(),
    async putTiles(tiles) {
      written.push('tiles');
      await store.putTiles(tiles);
    },
    async publish(publication) {
      written.push(`checkpoint ${publication.size}`);
      await store.putCheckpoint(publication);
    },
    async readTile(level, n, width) {
      const tile = await store.tile(level, n);
      if (tile === undefined) throw new Error(`no tile ${level}/${n}`);
      return tile.subarray(0, width * 32);
    },
  });
}

async function published() {
  const { note = '' } = (await store.checkpoint()) ?? {};
  const { text, signatures } = parseNote(note);
  return { size: parseCheckpointBody(text).size, signers: signatures.map(({ name }) => name) };
}

const SIGNERS = [ORIGIN, ORIGIN, 'stub.example/one'];

describe('a checkpoint', () => {
  it('is published with its tiles at once where there are no witnesses', async () => {
    const signOnce = await start(undefined);
    await sequencer.append([sent(0)]);
    expect([await signOnce(), await signOnce()]).toEqual([true, false]);
    expect(written).toEqual(['checkpoint 1']);
  });

  it('is published with the cosignature, once, after its tiles', async () => {
    const signOnce = await start(makeCosigner([witness], 'quorum one\n').cosigner);
    for (let n = 0; n < 300; n += 100) {
      await sequencer.append(Array.from({ length: 100 }, (_, at) => sent(n + at)));
      expect([await signOnce(), await signOnce()]).toEqual([true, false]);
      expect(await published()).toEqual({ size: n + 100, signers: SIGNERS });
    }
    expect(written).toEqual(['tiles', 'checkpoint 100', 'tiles', 'checkpoint 200', 'tiles', 'checkpoint 300']);
  });

  it('waits for the quorum: what stands stays, and the newest is published when it is there', async () => {
    const signOnce = await start(makeCosigner([witness], 'quorum one\n').cosigner);
    await sequencer.append([sent(0)]);
    await signOnce();
    witness.behave(always({ status: 503 }));
    await sequencer.append([sent(1)]);
    expect([await signOnce(), await signOnce()]).toEqual([false, false]);
    await sequencer.append([sent(2)]);
    expect(await signOnce()).toBe(false);
    expect(await published()).toEqual({ size: 1, signers: SIGNERS });
    witness.behave(witness.honest);
    expect([await signOnce(), await signOnce()]).toEqual([true, false]);
    expect(await published()).toEqual({ size: 3, signers: SIGNERS });
    expect(written).toEqual(['tiles', 'checkpoint 1', 'tiles', 'tiles', 'checkpoint 3']);
  });

  it('that was signed and cosigned when the process ended is published by the next', async () => {
    const { cosigner } = makeCosigner([witness], 'quorum one\n');
    const signOnce = await start({
      cosign: async (signed) => void (await cosigner.cosign(signed)),
      lastKnown: async () => [],
      newest: () => undefined,
      unwitnessedSince: () => undefined,
    });
    await sequencer.append([sent(0), sent(1)]);
    await signOnce();
    await sequencer.append([sent(2)]);
    expect(await store.checkpoint()).toBeUndefined();
    const again = await start(makeCosigner([witness], 'quorum one\n').cosigner);
    expect(await again()).toBe(true);
    expect(await published()).toEqual({ size: 2, signers: SIGNERS });
    expect(await again()).toBe(true);
    expect(await published()).toEqual({ size: 3, signers: SIGNERS });
  });

  it('keeps its cosignatures while lost tiles are made again', async () => {
    const signOnce = await start(makeCosigner([witness], 'quorum one\n').cosigner);
    await sequencer.append([sent(0)]);
    await signOnce();
    await store.putTiles([{ level: 0, n: 0, hashes: new Uint8Array(32) }]);
    await witness.stop();
    const again = await start(makeCosigner([witness], 'quorum one\n').cosigner);
    expect([await again(), await again()]).toEqual([true, false]);
    expect(await published()).toEqual({ size: 1, signers: SIGNERS });
    expect(await store.tile(0, 0)).not.toEqual(new Uint8Array(32));
    witness = await startStubWitness('one');
  });
});
