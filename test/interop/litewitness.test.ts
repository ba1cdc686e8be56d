import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { machineHasTools, temporaryFolder } from '@simpul/testing';
import { parseVerifierKey, type SignatureCheck, verifyCosignature } from '@simpul/tlog';
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addCheckpoint, consistencyProof, sha256 } from './support/add-checkpoint.ts';
import { type BusyBus, sizeOf, startBusyBus } from './support/busy-bus.ts';
import { type Litewitness, LITEWITNESS_TOOLS, startLitewitness } from './support/litewitness.ts';
import { buildTlogcheck, readChecked } from './support/tlogcheck.ts';

const NAME = 'witness.example.com/kampus';
const DAY_S = 86_400;

/** Checks an Ed25519 signature with node:crypto. */
function verifyEd25519({ publicKey, message, signature }: SignatureCheck): boolean {
  const x = Buffer.from(publicKey).toString('base64url');
  return verify(null, message, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), signature);
}

(machineHasTools('go', ...LITEWITNESS_TOOLS) ? describe : describe.skip)('litewitness, a witness by others', () => {
  const folder = temporaryFolder();
  let bus: BusyBus;
  let witness: Litewitness;
  /** Checkpoints of the bus, in order. */
  const notes: string[] = [];

  beforeAll(async () => {
    witness = await startLitewitness(join(folder.path, 'witness'), NAME);
    bus = await startBusyBus(folder.path);
    for (const count of [3, 70, 300]) notes.push(readFileSync(await bus.exchange(count), 'utf8'));
    witness.addLog(bus.log.vkey);
  });

  afterAll(async () => {
    await bus?.stop();
    await witness?.stop();
    folder.remove();
  });

  const noteAt = (index: number): string => notes.at(index) ?? '';
  const proofTo = (index: number, oldSize: number) => consistencyProof(bus.log.url, noteAt(index), oldSize);
  const key = () => parseVerifierKey(sha256, witness.vkey);

  it('cosigns the first checkpoint that it sees, and our code verifies the cosignature', async () => {
    const { status, text } = await addCheckpoint(witness.url, { oldSize: 0, proof: [], note: noteAt(0) });
    expect([status, text]).toEqual([200, expect.stringMatching(new RegExp(`^— ${NAME} \\S+\\n$`, 'u'))]);
    const { timestamp } = await verifyCosignature(noteAt(0) + text, key(), verifyEd25519);
    expect(Math.abs(Date.now() / 1000 - timestamp)).toBeLessThan(DAY_S);
    // Not that of another checkpoint.
    await expect(verifyCosignature(noteAt(1) + text, key(), verifyEd25519)).rejects.toThrow('is wrong');
  });

  it('refuses what is not proven to continue it', async () => {
    const oldSize = sizeOf(noteAt(0));
    const proof = await proofTo(1, oldSize);
    const changed = proof.map((hash, at) => (at === 0 ? hash.map((byte) => byte ^ 1) : hash));
    for (const wrong of [[], proof.slice(1), changed, await proofTo(2, oldSize)])
      expect((await addCheckpoint(witness.url, { oldSize, proof: wrong, note: noteAt(1) })).status).toBe(422);
    const flipped = noteAt(1).replace(
      /\n(.)(\S+)\n\n/,
      (_, first: string, rest: string) => `\n${first === 'A' ? 'B' : 'A'}${rest}\n\n`,
    );
    expect((await addCheckpoint(witness.url, { oldSize, proof, note: flipped })).status).toBe(403);
  });

  it('takes our consistency proofs', async () => {
    for (const at of [1, 2]) {
      const oldSize = sizeOf(noteAt(at - 1));
      const proof = await proofTo(at, oldSize);
      const { status, text } = await addCheckpoint(witness.url, { oldSize, proof, note: noteAt(at) });
      expect(status).toBe(200);
      await verifyCosignature(noteAt(at) + text, key(), verifyEd25519);
    }
  });

  it('does not go back', async () => {
    const answer = await addCheckpoint(witness.url, { oldSize: 0, proof: [], note: noteAt(1) });
    expect(answer).toEqual({ status: 409, text: `${sizeOf(noteAt(2))}\n` });
  });

  it('cosigns what a bus publishes that has it in its policy, as our code and Go verify', async () => {
    const policy = join(folder.path, 'policy');
    writeFileSync(policy, `witness kampus ${witness.vkey} ${witness.url}\nquorum kampus\n`);
    await bus.restart(['--witness-policy', policy]);
    const earlier: string[] = [];
    for (const count of [1, 200]) earlier.push(await bus.exchange(count));
    for (const file of earlier) await verifyCosignature(readFileSync(file, 'utf8'), key(), verifyEd25519);

    const tlogcheck = await buildTlogcheck(folder.path);
    const checked = readChecked(await tlogcheck(bus.log, { earlier, cosigners: [witness.vkey] }));
    expect(checked.signers).toEqual([expect.stringContaining('/audit/log/'), NAME]);
    expect(checked.earlier).toEqual(earlier.map((file) => sizeOf(readFileSync(file, 'utf8'))));
    expect(checked.earlier.at(0)).toBeGreaterThan(sizeOf(noteAt(-1)));
  });
});
