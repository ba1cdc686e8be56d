import { describe, expect, it } from '@jest/globals';
import {
  canonicalBytes,
  canonicalJson,
  formatReceipt,
  formatTlogProof,
  formatVerifierKey,
  hashLeaf,
  parseTlogProof,
  proveInclusion,
  signCheckpoint,
  toBase64,
  verifyReceipt,
} from '../../src/index.ts';
import { naiveReader, naiveRoot } from '../merkle/naive-tree.ts';
import { bytes, hex, sha256 } from '../sha256.ts';
import { newSigner, verifyWithNode } from '../signers.ts';

const ORIGIN = 'bus.example/audit/log/ID-LA-2026h2';
const log = newSigner(ORIGIN);
const vkey = formatVerifierKey(log.key);
const salt = new Uint8Array(16).fill(3);
const leaves = Array.from({ length: 11 }, (_, i) => ({ at: 1000 + i, id: `exchange ${i}`, v: 1 }));
const entries = leaves.map(canonicalBytes);
const INDEX = 6;
const entry = entries[INDEX] ?? new Uint8Array();
const checkpoint = await signCheckpoint(
  { origin: ORIGIN, size: entries.length, root: naiveRoot(entries), extensions: [] },
  [log],
  { timestamp: 0 },
);
const hashes = await proveInclusion(sha256, { index: INDEX, size: entries.length, hashAt: naiveReader(entries) });
const receipt = formatReceipt({ entry, salts: { request: salt, response: salt }, index: INDEX, hashes, checkpoint });
const check = (text: string, vkeys: readonly string[] = [vkey]) =>
  verifyReceipt(text, { hash: sha256, verify: verifyWithNode, vkeys });
const withExtra = (extra: unknown): string =>
  formatTlogProof({
    index: INDEX,
    hashes,
    checkpoint,
    extra: typeof extra === 'string' ? bytes(extra) : canonicalBytes(extra),
  });

describe('receipts', () => {
  it('say what was checked', async () => {
    const result = await check(receipt);
    expect(result).toMatchObject({ leaf: leaves[INDEX], index: INDEX, size: 11, origin: ORIGIN, verifiedKeys: [vkey] });
    expect(Object.entries(result.salts).map(([name, each]) => [name, hex(each)])).toEqual([
      ['request', '03'.repeat(16)],
      ['response', '03'.repeat(16)],
    ]);
    expect(hex(result.entry)).toBe(hex(entry));
  });

  it('carry JCS of {entry, salts} as extra', () => {
    const extra = new TextDecoder().decode(parseTlogProof(receipt).extra);
    const text = Buffer.from(salt).toString('base64url');
    expect(extra).toBe(canonicalJson({ entry: toBase64(entry), salts: { request: text, response: text } }));
  });

  it('prove nothing without a pinned key', async () => {
    await expect(check(receipt, [])).rejects.toMatchObject({ rule: 'unknown-keys' });
    await expect(check(receipt, [formatVerifierKey(newSigner(ORIGIN).key)])).rejects.toMatchObject({
      rule: 'unknown-keys',
    });
    await expect(check(receipt, ['nonsense'])).rejects.toMatchObject({ rule: 'verifier-key' });
  });

  it('of another leaf or index are refused', async () => {
    const other = entries[INDEX + 1] ?? new Uint8Array();
    const base = { salts: {}, index: INDEX, hashes, checkpoint };
    await expect(check(formatReceipt({ ...base, entry: other }))).rejects.toMatchObject({ rule: 'inclusion' });
    await expect(check(formatReceipt({ ...base, entry, index: INDEX + 1 }))).rejects.toMatchObject({
      rule: 'inclusion',
    });
    await expect(check(formatReceipt({ ...base, entry, hashes: [] }))).rejects.toMatchObject({ rule: 'inclusion' });
    await expect(check(formatReceipt({ ...base, entry }))).resolves.toMatchObject({ salts: {} });
  });

  it('under a checkpoint that was tampered with are refused', async () => {
    await expect(check(receipt.replace('\n11\n', '\n12\n'))).rejects.toMatchObject({ rule: 'signature' });
  });

  it('without extra are refused', async () => {
    await expect(check(formatTlogProof({ index: INDEX, hashes, checkpoint }))).rejects.toMatchObject({
      rule: 'receipt-extra',
    });
  });

  it.each([
    ['no JSON', 'x'],
    ['JSON that is not canonical', `{ "entry": "AAAA", "salts": {} }`],
    ['an array', []],
    ['no entry', { salts: {} }],
    ['no salts', { entry: 'AAAA' }],
    ['a further member', { entry: 'AAAA', salts: {}, x: 1 }],
    ['an entry that is not base64', { entry: '!', salts: {} }],
    ['a short salt', { entry: 'AAAA', salts: { request: 'AAAA' } }],
    ['a salt that is no text', { entry: 'AAAA', salts: { request: 1 } }],
    ['null', 'null'],
  ])('whose extra is or has %s are refused', async (_, extra) => {
    await expect(check(withExtra(extra))).rejects.toMatchObject({ rule: 'receipt-extra' });
  });

  it.each(['{"v":1,"a":2}', '[1]', '{"a":null}', '{'])(
    'of the leaf %s, which is not canonical, are refused',
    async (text) => {
      const single = bytes(text);
      const root = hashLeaf(sha256, single);
      const note = await signCheckpoint({ origin: ORIGIN, size: 1, root, extensions: [] }, [log], { timestamp: 0 });
      const odd = formatReceipt({ entry: single, salts: {}, index: 0, hashes: [], checkpoint: note });
      await expect(check(odd)).rejects.toMatchObject({ rule: 'leaf' });
    },
  );
});
