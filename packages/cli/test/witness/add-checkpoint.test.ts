import { afterEach, describe, expect, it } from '@jest/globals';
import {
  addSignatures,
  emptyRoot,
  formatAddCheckpoint,
  parseNote,
  parseVerifierKey,
  signCheckpoint,
  verifyCheckpoint,
  verifyCosignature,
} from '@simpul/tlog';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSignature } from '../../src/verification/check-signature.ts';
import { sha256 } from '../../src/verification/trusted-keys.ts';
import { originHash } from '../../src/witness/state.ts';
import { cleanUp, freshWitness } from './support/in-process.ts';
import { createTestLog, newSigner } from './support/test-log.ts';

const ORIGIN = 'bus.example/audit/log/ID-LA-2026h2';
const log = createTestLog(ORIGIN);
const start = (...vkeys: string[]) => freshWitness({ vkeys: [log.vkey, ...vkeys], name: 'witness.example/w1' });
const NO_PROOF: Uint8Array[] = [];

afterEach(cleanUp);

describe('add-checkpoint', () => {
  it('is answered with a cosignature of each key, which hold for that checkpoint, with the time', async () => {
    const { witness, add } = await start();
    const answer = await add(await log.request(0, 5));
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.text).toMatch(/^(?:— witness\.example\/w1 [\w+/]+=*\n){2}$/);
    for (const vkey of witness.vkeys) {
      const key = parseVerifierKey(sha256, vkey);
      const note = (await log.note(5)) + answer.text;
      expect(await verifyCosignature(note, key, checkSignature)).toEqual({ timestamp: 1_790_000_000 });
    }
  });

  it('follows a growing log, also by nothing, and shows what it cosigned last', async () => {
    const { witness, add, get } = await start();
    const shown = `/${originHash(ORIGIN)}/checkpoint`;
    expect((await get(shown)).status).toBe(404);
    for (const [old, size] of [
      [0, 1],
      [1, 2],
      [2, 2],
      [2, 7],
      [7, 8],
      [8, 300],
    ] as const)
      expect(await add(await log.request(old, size))).toMatchObject({ status: 200 });
    const { status, text } = await get(shown);
    expect(status).toBe(200);
    const keys = [log.vkey, ...witness.vkeys].map((vkey) => parseVerifierKey(sha256, vkey));
    const { checkpoint, verifiedBy } = await verifyCheckpoint(text, { keys, verify: checkSignature });
    expect(checkpoint.size).toBe(300);
    expect(verifiedBy.map(({ key }) => key)).toEqual(keys);
    expect((await get('/')).text).toContain(`${ORIGIN}: 300 entries, ${shown}`);
  });

  it('may begin with an empty log, whose root is the hash of nothing', async () => {
    const { add } = await start();
    const empty = { origin: ORIGIN, size: 0, extensions: [] };
    const note = (root: Uint8Array) => signCheckpoint({ ...empty, root }, [log.signer], { timestamp: 0 });
    const request = async (root: Uint8Array) =>
      add(formatAddCheckpoint({ oldSize: 0, proof: NO_PROOF, note: await note(root) }));
    expect(await request(new Uint8Array(32))).toMatchObject({ status: 422 });
    expect(await request(emptyRoot(sha256))).toMatchObject({ status: 200 });
    expect(await request(new Uint8Array(32))).toMatchObject({ status: 422 });
    expect(await add(await log.request(0, 3))).toMatchObject({ status: 200 });
  });

  it('answers 409 with the size it knows, whatever the proof', async () => {
    const { add } = await start();
    const conflict = (size: number) => ({
      status: 409,
      text: `${size}\n`,
      headers: { 'content-type': 'text/x.tlog.size' },
    });
    expect(await add(await log.request(3, 5))).toMatchObject(conflict(0));
    await add(await log.request(0, 5));
    expect(await add(await log.request(0, 5))).toMatchObject(conflict(5));
    expect(await add(await log.request(4, 9))).toMatchObject(conflict(5));
    expect(await add(await log.request(6, 9))).toMatchObject(conflict(5));
    expect(await add(await log.request(0, 3))).toMatchObject(conflict(5));
  });

  it('answers 422 where history was rewritten, names it, and keeps two roots of one size as proof', async () => {
    const { witness, add, contradictions } = await start();
    await add(await log.request(0, 5));
    const other = log.rewritten(3, 'second');
    expect(await add(await other.request(5, 9))).toMatchObject({
      status: 422,
      text: expect.stringContaining('bad consistency proof'),
    });
    expect(contradictions).toMatchObject([{ found: { origin: ORIGIN, size: 9, isProof: false }, evidence: undefined }]);
    expect(await add(await other.request(5, 5))).toMatchObject({ status: 422 });
    expect(await add(await other.request(0, 5))).toMatchObject({ status: 409 });
    const proof = { found: { origin: ORIGIN, size: 5, isProof: true, reason: 'two roots for one size' } };
    expect(contradictions.slice(1)).toMatchObject([proof, proof]);
    const folder = contradictions[1]?.evidence ?? '';
    const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(kept).toHaveLength(2);
    const keys = [parseVerifierKey(sha256, log.vkey)];
    const roots = await Promise.all(
      kept.map(async (note) => (await verifyCheckpoint(note, { keys, verify: checkSignature })).checkpoint.root),
    );
    expect(new Set(roots.map((root) => Buffer.from(root).toString('hex'))).size).toBe(2);
    expect(await add(await log.request(5, 9))).toMatchObject({ status: 200 });
    expect(witness.logs).toEqual([{ origin: ORIGIN }]);
  });

  it.each<[string, () => Promise<string>]>([
    ['no proof', async () => formatAddCheckpoint({ oldSize: 5, proof: [], note: await log.note(9) })],
    ['the proof of another size', async () => (await log.request(4, 9)).replace('old 4', 'old 5')],
    [
      'a proof where equal sizes need none',
      async () => formatAddCheckpoint({ oldSize: 5, proof: [new Uint8Array(32)], note: await log.note(5) }),
    ],
    ['a proof with a hash too many', async () => (await log.request(5, 9)).replace('\n\n', `\n${'A'.repeat(43)}=\n\n`)],
  ])('answers 422 for %s', async (_, request) => {
    const { add } = await start();
    await add(await log.request(0, 5));
    expect(await add(await request())).toMatchObject({
      status: 422,
      text: expect.stringContaining('bad consistency proof'),
    });
    expect(await add(await log.request(5, 9))).toMatchObject({ status: 200 });
  });

  it('answers 422 for a proof from size 0, also after an empty tree', async () => {
    const { add } = await start();
    const request = formatAddCheckpoint({ oldSize: 0, proof: [new Uint8Array(32)], note: await log.note(5) });
    expect(await add(request)).toMatchObject({ status: 422 });
  });

  it('answers 400 for an old size above the new one, before anything is compared', async () => {
    const { add } = await start();
    await add(await log.request(0, 5));
    const request = formatAddCheckpoint({ oldSize: 6, proof: [], note: await log.note(5) });
    expect(await add(request)).toMatchObject({ status: 400, text: expect.stringContaining('invalid input') });
  });

  it.each([
    ['nothing', ''],
    ['no empty line', 'old 0\n'],
    ['a wrong first line', `size 0\n\n${ORIGIN}\n`],
    ['an empty checkpoint', 'old 0\n\n'],
    ['an empty origin', 'old 0\n\n\n'],
    ['half an origin', `old 0\n\n${ORIGIN}`],
    ['no signatures', `old 0\n\n${ORIGIN}\n1\n${'A'.repeat(43)}=\n`],
  ])('answers 400 for %s', async (_, body) => {
    const { add } = await start();
    expect(await add(body)).toMatchObject({ status: 400, text: expect.stringContaining('invalid input') });
  });

  it('answers 404 for a log that it was not told of, even one by a known key', async () => {
    const { add } = await start();
    expect(await add(await createTestLog('stranger.example/log').request(0, 1))).toMatchObject({
      status: 404,
      text: 'unknown log\n',
    });
    const elsewhere = createTestLog(`${ORIGIN}x`, { ...newSigner(`${ORIGIN}x`), sign: log.signer.sign });
    expect(await add(await elsewhere.request(0, 1))).toMatchObject({ status: 404 });
  });

  it('takes any key of a log, and refuses a checkpoint on which one of them is wrong', async () => {
    const next = newSigner(ORIGIN);
    const quantum = newSigner(ORIGIN, 'ml-dsa-44');
    const { add } = await start(next.vkey, quantum.vkey);
    const root = await log.root(5);
    const request = async (...signers: (typeof next)[]) => {
      const note = await signCheckpoint({ origin: ORIGIN, size: 5, root, extensions: [] }, signers, { timestamp: 0 });
      return add(formatAddCheckpoint({ oldSize: 0, proof: [], note }));
    };
    const own = { ...newSigner(ORIGIN), ...log.signer };
    expect(await request(own, { ...quantum, sign: newSigner(ORIGIN, 'ml-dsa-44').sign })).toMatchObject({
      status: 403,
      text: expect.stringContaining('invalid signature'),
    });
    expect(await request(newSigner(ORIGIN))).toMatchObject({ status: 403 });
    expect(await request(newSigner(ORIGIN), quantum)).toMatchObject({ status: 200 });
  });

  it('ignores signatures of strangers, and does not show them', async () => {
    const { witness, add, get } = await start();
    const stranger = { name: 'stranger.example', keyId: '00000000', signature: new Uint8Array(7) };
    const note = addSignatures(await log.note(5), [stranger]);
    expect(await add(formatAddCheckpoint({ oldSize: 0, proof: [], note }))).toMatchObject({ status: 200 });
    const shown = parseNote((await get(`/${originHash(ORIGIN)}/checkpoint`)).text);
    expect(shown.signatures.map(({ name }) => name)).toEqual([ORIGIN, witness.name, witness.name]);
  });

  it('takes any number of logs apart from each other', async () => {
    const second = createTestLog('bus.example/audit/log/ID-LA-2027h1');
    const { add } = await start(second.vkey);
    expect(await add(await log.request(0, 5))).toMatchObject({ status: 200 });
    expect(await add(await second.request(0, 3))).toMatchObject({ status: 200 });
    expect(await add(await log.request(5, 6))).toMatchObject({ status: 200 });
  });

  it('lets exactly one of 50 checkpoints of one old size win, whatever their roots and sizes', async () => {
    const { add, get } = await start();
    await add(await log.request(0, 5));
    const rivals = Array.from({ length: 50 }, (_, at) => log.rewritten(5 + (at % 3), `history ${at}`));
    const requests = await Promise.all(rivals.map((rival, at) => rival.request(5, 8 + (at % 4))));
    const answers = await Promise.all(requests.map(add));
    const busy = answers.filter(({ status }) => status === 503).length;
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49 - busy);
    const winner = requests[answers.findIndex(({ status }) => status === 200)] ?? '';
    const text = winner.slice(winner.indexOf('\n\n') + 2);
    const shown = await get(`/${originHash(ORIGIN)}/checkpoint`);
    expect(shown.text.startsWith(text)).toBe(true);
    const size = text.split('\n')[1];
    expect(answers.filter(({ status }) => status === 409).every((answer) => answer.text === `${size}\n`)).toBe(true);
  });
});
