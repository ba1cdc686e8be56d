import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditReceipt } from '@simpul/contracts';
import { openSqliteLogStore } from '@simpul/store';
import { parseCheckpointBody, parseNote, parsePolicy, verifyCosignature } from '@simpul/tlog';
import { sha256 } from '../../src/domain/sha256.ts';
import { checkSignature } from '../../src/witness/check-signature.ts';
import { Sequencer } from '../../src/workers/sequencer.ts';
import { Signer } from '../../src/workers/signer.ts';
import {
  AUDITOR,
  type AuditUnderTest,
  eventually,
  makeAudit,
  newFolder,
  removeFolder,
  startAudit,
} from '../audit-under-test.ts';
import { sampleId, sent } from '../sample-leaves.ts';
import { readServedLog } from '../served-log.ts';
import { always, startStubWitness, type StubWitness } from './stub-witness.ts';

let folder: string;
let witness: StubWitness;
let witnessPolicy: string;
let running: AuditUnderTest | undefined;

beforeEach(async () => {
  folder = await newFolder();
  witness = await startStubWitness('university');
  witnessPolicy = `${witness.line}quorum university\n`;
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await witness.stop();
  await removeFolder(folder);
});

async function start(): Promise<AuditUnderTest> {
  running = await startAudit({ folder, witnessPolicy });
  return running;
}

async function stop(): Promise<void> {
  await running?.stop();
  running = undefined;
}

const sizeOf = (note: Uint8Array | undefined) => parseCheckpointBody(parseNote(note ?? '').text).size;

/** Starts on what lies in the folder. @returns why it did not */
async function startFails(): Promise<string> {
  const { bus, module } = makeAudit(folder, { witnessPolicy });
  await bus.start();
  const error: unknown = await module.start().catch((reason: unknown) => reason);
  await bus.stop();
  return error instanceof Error ? error.message : 'it started';
}

describe('a log with a witness', () => {
  it('is served with the cosignature, and names the witness in its policy', async () => {
    const audit = await start();
    await audit.append(Array.from({ length: 200 }, (_, n) => sent(n)));
    const receipt = await audit.receipt(sampleId(199));
    const note = (await audit.file('checkpoint')) ?? '';
    await verifyCosignature(note, witness.signer.key, checkSignature);
    await verifyCosignature(receipt.slice(receipt.indexOf('\n\n') + 2), witness.signer.key, checkSignature);
    expect((await readServedLog(audit)).entries).toHaveLength(200);
    expect(await audit.file('checkpoint.unwitnessed')).toBeDefined();
    expect(parsePolicy(sha256, (await audit.verification()).policy)).toMatchObject({
      logs: [{ key: { algorithm: 'ed25519' } }],
      witnesses: [{ name: 'university', url: witness.url }],
      quorum: 'university',
    });
  });

  it('goes on appending without quorum, publishes nothing, and catches up when it is back', async () => {
    const audit = await start();
    await audit.append([sent(0)]);
    await audit.receipt(sampleId(0));
    const before = await audit.file('checkpoint');
    witness.behave(always({ status: 503 }));
    expect(await audit.append([sent(1), sent(2)])).toEqual(['stored', 'stored']);
    const unwitnessed = await eventually(async () => {
      const note = await audit.file('checkpoint.unwitnessed');
      return sizeOf(note) === 3 ? note : undefined;
    });
    expect(parseNote(unwitnessed).signatures).toHaveLength(2);
    expect(await audit.file('checkpoint')).toEqual(before);
    expect(await audit.file('tile/0/000.p/3')).toHaveLength(96);
    const { state } = await audit.gateway.call(auditReceipt, { exchangeId: sampleId(2), asker: AUDITOR });
    expect(state).toBe('pending');
    witness.behave(witness.honest);
    await audit.receipt(sampleId(2));
    expect(sizeOf(await audit.file('checkpoint'))).toBe(3);
    expect((await readServedLog(audit)).entries).toHaveLength(3);
  });

  it('starts while its witness is down', async () => {
    await start();
    await stop();
    await witness.stop();
    const audit = await start();
    expect(await audit.append([sent(0)])).toEqual(['stored']);
    expect(audit.module.notReady()).toBeUndefined();
    await stop();
    witness = await startStubWitness('university');
  });

  /** Facts H 13: everything that this machine remembers is as it was before. */
  async function restoreOldCopy(): Promise<void> {
    const copy = `${folder}-copy`;
    await start();
    await running?.append([sent(0)]);
    await running?.receipt(sampleId(0));
    await stop();
    await cp(folder, copy, { recursive: true });
    await start();
    await running?.append([sent(1)]);
    await running?.receipt(sampleId(1));
    await stop();
    await rm(folder, { recursive: true });
    await cp(copy, folder, { recursive: true });
    await rm(copy, { recursive: true });
  }

  it('does not start on an old copy of store and keys: the witness knows more', async () => {
    await restoreOldCopy();
    const reason = 'the witness university knows 2 leaves of this log, but the store holds 1';
    expect(await startFails()).toContain(reason);
  });

  it('does not start on an old copy where the witness shows no checkpoints, either', async () => {
    await restoreOldCopy();
    witness.behave(async (request) =>
      request.path.endsWith('/add-checkpoint') ? witness.honest(request) : { status: 404 },
    );
    const reason = 'the witness university knows 2 leaves of this log, but the store holds 1';
    expect(await startFails()).toContain(reason);
  });

  it('does not start on a history that was written anew with the true key', async () => {
    await start();
    await running?.append([sent(0), sent(1)]);
    await running?.receipt(sampleId(1));
    const { name } = (await running?.verification()) ?? { name: '' };
    await stop();
    await rewrite(name);
    expect(await startFails()).toMatch(/the witness university knows 2 leaves of another history than the 2/);
  });

  /** Makes a log of the same name, origin and keys with other leaves, and publishes it without asking anybody. */
  async function rewrite(name: string): Promise<void> {
    const file = join(folder, 'audit.sqlite');
    const old = openSqliteLogStore({ file });
    const identity = await old.identity();
    await old.close();
    for (const part of ['', '-wal', '-shm']) await rm(`${file}${part}`, { force: true });
    const keysDir = join(folder, 'keys');
    await rm(join(keysDir, 'signed.json'));
    const store = openSqliteLogStore({ file });
    await store.establish(identity ?? { name, origin: '', created: 0 });
    const sequencer = await Sequencer.open({ store, writer: 'a', now: Date.now, onFailure: () => undefined });
    await sequencer.append([sent(0, { ms: 1 }), sent(1, { ms: 1 })]);
    const signed = await (await Signer.open({ store, keysDir, now: Date.now })).sign();
    if (signed !== undefined) await store.putCheckpoint(signed);
    await sequencer.finish();
    await store.close();
  }
});
