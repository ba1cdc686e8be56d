import { afterEach, describe, expect, it } from '@jest/globals';
import {
  createVerifierKey,
  formatAddCheckpoint,
  formatCheckpointBody,
  formatVerifierKey,
  parseCheckpointBody,
  parseNote,
  parseVerifierKey,
  signCheckpoint,
  TlogError,
  toBase64,
  verifyCheckpoint,
} from '@simpul/tlog';
import { checkSignature } from '../../src/verification/check-signature.ts';
import { sha256 } from '../../src/verification/trusted-keys.ts';
import { cleanUp, freshWitness } from './support/in-process.ts';
import { createTestLog, newSigner } from './support/test-log.ts';

const ORIGIN = 'bus.example/audit/log/ID-LA-2026h2';
const log = createTestLog(ORIGIN);
const TRUE = await log.note(300);
const { text: BODY, signatures } = parseNote(TRUE);
const linesOf = (note: string): string => note.slice(note.lastIndexOf('\n\n') + 2);
const CHECKPOINT = parseCheckpointBody(BODY);
const key = parseVerifierKey(sha256, log.vkey);
const impostor = newSigner(ORIGIN);
const strangerKey = newSigner('stranger.example/log');
const signBy = (signer: typeof impostor, checkpoint = CHECKPOINT): Promise<string> =>
  signCheckpoint(checkpoint, [signer], { timestamp: 0 });

/** Signs with another key, whose id on the line is the one of the log's key: 32 bits can be made to collide. */
const collide = (): Promise<string> => signBy({ ...impostor, key: { ...impostor.key, keyId: key.keyId } });

// Facts H, fault 19, and its kin: what is forged, what `verifyCheckpoint` says, what a witness answers.
const FORGED: readonly (readonly [string, () => Promise<string>, string, number])[] = [
  ['a wrong key', () => signBy(impostor), 'unknown-keys', 403],
  ['the right name and key id, another key', collide, 'signature', 403],
  ['a stranger’s key under the log’s origin', () => signBy(strangerKey), 'unknown-keys', 403],
  ['a changed origin', async () => TRUE.replace(`${ORIGIN}\n`, `${ORIGIN}x\n`), 'signature', 404],
  ['a changed origin in text and line', async () => TRUE.replaceAll(ORIGIN, `${ORIGIN}x`), 'unknown-keys', 404],
  ['a changed size', async () => TRUE.replace('\n300\n', '\n301\n'), 'signature', 403],
  [
    'a changed root',
    async () => TRUE.replace(toBase64(CHECKPOINT.root), toBase64(new Uint8Array(32))),
    'signature',
    403,
  ],
  ['an extra extension line', async () => TRUE.replace('\n\n', '\nextension\n\n'), 'signature', 403],
  ['a leading zero in the size', async () => TRUE.replace('\n300\n', '\n0300\n'), 'checkpoint', 403],
  ['a sign before the size', async () => TRUE.replace('\n300\n', '\n+300\n'), 'checkpoint', 403],
  ['CRLF', async () => TRUE.replaceAll('\n', '\r\n'), 'note', 404],
  ['CR before the signatures alone', async () => TRUE.replace('\n\n', '\r\n\n'), 'note', 400],
  ['two blank lines', async () => TRUE.replace('\n\n', '\n\n\n'), 'checkpoint', 403],
  ['a blank line at the end', async () => `${TRUE}\n`, 'note', 400],
  ['a 0-byte signature', async () => `${BODY}\n— ${ORIGIN} ${toBase64(Buffer.from(key.keyId, 'hex'))}\n`, 'note', 400],
  [
    'a 1-byte signature',
    async () => `${BODY}\n— ${ORIGIN} ${toBase64(Buffer.from(`${key.keyId}00`, 'hex'))}\n`,
    'signature',
    403,
  ],
  ['a signature that is no whole base64', async () => TRUE.replace(/=\n$/, 'A=\n'), 'note', 403],
  ['no signature', async () => `${BODY}\n`, 'note', 400],
  ['a hyphen for the em dash', async () => TRUE.replace('— ', '- '), 'note', 400],
  [
    'a good signature after a bad one of the same key',
    async () => `${BODY}\n${linesOf(await collide())}${linesOf(TRUE)}`,
    'signature',
    403,
  ],
  [
    'a good signature before a bad one of the same key',
    async () => `${TRUE}${linesOf(await collide())}`,
    'signature',
    403,
  ],
  ['the signature of another checkpoint', async () => `${BODY}\n${linesOf(await log.note(299))}`, 'signature', 403],
];

afterEach(cleanUp);

describe('forged checkpoints', () => {
  it('are forged from one that is accepted', async () => {
    const { add } = await freshWitness({ vkeys: [log.vkey] });
    expect((await verifyCheckpoint(TRUE, { keys: [key], verify: checkSignature })).checkpoint.size).toBe(300);
    expect(signatures).toHaveLength(1);
    expect(await add(formatAddCheckpoint({ oldSize: 0, proof: [], note: TRUE }))).toMatchObject({ status: 200 });
  });

  it.each(FORGED)('with %s are refused by a reader', async (_, forge, rule) => {
    const note = await forge();
    expect(note).not.toBe(TRUE);
    const refusal = await verifyCheckpoint(note, { keys: [key], verify: checkSignature }).then(
      () => 'accepted',
      (error: unknown) => (error instanceof TlogError ? error.rule : error),
    );
    expect(refusal).toBe(rule);
  });

  it.each(FORGED)('with %s are refused by a witness, which goes on with the true one', async (_, forge, __, status) => {
    const { add, fatal, contradictions } = await freshWitness({ vkeys: [log.vkey] });
    expect(await add(formatAddCheckpoint({ oldSize: 0, proof: [], note: await forge() }))).toMatchObject({ status });
    expect(await add(formatAddCheckpoint({ oldSize: 0, proof: [], note: TRUE }))).toMatchObject({ status: 200 });
    expect([fatal, contradictions]).toEqual([[], []]);
  });

  it('by a collision of key ids cannot be prepared in the configuration either', async () => {
    const collision = { ...impostor.key, keyId: key.keyId };
    expect(() => parseVerifierKey(sha256, formatVerifierKey(collision))).toThrow('verifier-key');
    const honest = createVerifierKey(sha256, { ...impostor.key });
    expect(honest.keyId).not.toBe(key.keyId);
    await expect(verifyCheckpoint(TRUE, { keys: [key, collision], verify: checkSignature })).rejects.toThrow(
      'same name and id',
    );
  });

  it('are not made by writing either', () => {
    for (const bad of [{ size: -1 }, { size: 1.5 }, { root: new Uint8Array(31) }, { origin: '' }, { extensions: [''] }])
      expect(() => formatCheckpointBody({ ...CHECKPOINT, ...bad })).toThrow('checkpoint');
  });
});
