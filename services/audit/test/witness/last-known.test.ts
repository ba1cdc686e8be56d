import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addSignatures, cosign, parseNote } from '@simpul/tlog';
import { sha256 } from '../../src/domain/sha256.ts';
import { makeCosigner } from './cosigner-under-test.ts';
import { createGrowingLog, type GrowingLog, ORIGIN } from './growing-log.ts';
import { newSigner } from './note-signer.ts';
import { always, startStubWitness, type StubWitness } from './stub-witness.ts';

let log: GrowingLog;
let witness: StubWitness;

beforeEach(async () => {
  log = createGrowingLog();
  witness = await startStubWitness('one');
});
afterEach(() => witness.stop());

/** A witness that has cosigned a checkpoint of the log, and a cosigner that has just started. */
async function restartAfter(size: number) {
  await makeCosigner([witness], 'quorum one\n').cosigner.cosign(await log.signed(size));
  return makeCosigner([witness], 'quorum one\n');
}

function originPath(origin: string): string {
  return `/w/${Buffer.from(sha256(Buffer.from(origin))).toString('hex')}/checkpoint`;
}

/** The witness shows no checkpoints. */
function hideCheckpoints(): void {
  witness.behave(async (request) =>
    request.path.endsWith('/add-checkpoint') ? witness.honest(request) : { status: 404 },
  );
}

describe('what a witness knows', () => {
  it('is the checkpoint that it shows', async () => {
    const { cosigner } = await restartAfter(300);
    const known = await cosigner.lastKnown(ORIGIN, undefined);
    expect(known).toEqual([{ witness: 'one', size: 300, root: log.rootAt(300) }]);
    await cosigner.cosign(await log.signed(400));
    expect(witness.asked.at(-1)).toMatch(/^old 300\n/);
  });

  it('is nothing where it never cosigned', async () => {
    const { cosigner, lines } = makeCosigner([witness], 'quorum one\n');
    expect(await cosigner.lastKnown(ORIGIN, undefined)).toEqual([]);
    expect([witness.asked, lines()]).toEqual([[], []]);
  });

  it('is the size that it names to a checkpoint of old, where it shows none', async () => {
    const { cosigner } = await restartAfter(300);
    hideCheckpoints();
    expect(await cosigner.lastKnown(ORIGIN, await log.signed(200))).toEqual([{ witness: 'one', size: 300 }]);
    expect(witness.size()).toBe(300);
  });

  it('is left out where it does not answer, and the start goes on', async () => {
    const { cosigner, lines } = await restartAfter(300);
    await witness.stop();
    expect(await cosigner.lastKnown(ORIGIN, await log.signed(200))).toEqual([]);
    expect(lines()).toMatchObject([{ witness: 'one', reason: 'it cannot be reached (ECONNREFUSED)' }]);
    witness = await startStubWitness('one');
  });

  it('is not believed unless it cosigned it', async () => {
    const { note } = await log.signed(300);
    const other = newSigner('stub.example/one', 'cosignature-ed25519');
    const forged = addSignatures(note, [await cosign(note, other, { timestamp: 7 })]);
    const [line] = parseNote(
      addSignatures(note, [await cosign(note, witness.signer, { timestamp: 7 })]),
    ).signatures.slice(-1);
    const moved = addSignatures((await log.signed(301)).note, line === undefined ? [] : [line]);
    for (const body of [note, forged, moved, 'checkpoint\n']) {
      const { cosigner, lines } = makeCosigner([witness], 'quorum one\n');
      witness.behave(always({ status: 200, body }));
      expect(await cosigner.lastKnown(ORIGIN, undefined)).toEqual([]);
      expect(lines()).toMatchObject([{ witness: 'one', alert: 'witness-contradiction' }]);
    }
  });

  it('is not of this log where it shows another one', async () => {
    const { cosigner, lines } = await restartAfter(300);
    const { body } = (await witness.honest({ path: originPath(ORIGIN), body: '' })) ?? {};
    witness.behave(always({ status: 200, ...(body === undefined ? {} : { body }) }));
    expect(await cosigner.lastKnown('bus.example/audit/log/other', undefined)).toEqual([]);
    expect(lines()).toMatchObject([{ alert: 'witness-contradiction' }]);
    expect(body).toContain(ORIGIN);
  });

  it('cannot be less than what it cosigned of the published checkpoint', async () => {
    const { cosigner: before } = makeCosigner([witness], 'quorum one\n');
    const note = (await before.cosign(await log.signed(300))) ?? '';
    const { cosigner, lines } = makeCosigner([witness], 'quorum one\n');
    witness.behave(always({ status: 409, body: '299\n' }));
    expect(await cosigner.lastKnown(ORIGIN, { size: 300, note })).toEqual([]);
    expect(lines()).toMatchObject([{ alert: 'witness-contradiction', reason: expect.stringContaining('names 299') }]);
  });
});
