import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatTlogProof, parseTlogProof } from '../../src/index.ts';
import { bytes, hex, sha256 } from '../sha256.ts';

// Cases of transparency-dev/formats proof/tlog_proof_test.go.
const [h1, h2] = [sha256(bytes('hash1')), sha256(bytes('hash2'))];
const [b1, b2] = [h1, h2].map((each) => Buffer.from(each).toString('base64'));
const HEADER = 'c2sp.org/tlog-proof@v1\n';

describe('tlog proofs', () => {
  it.each([
    [
      'without extra data',
      { index: 5, hashes: [h1, h2], checkpoint: 'test checkpoint\n' },
      `index 5\n${b1}\n${b2}\n\ntest checkpoint\n`,
    ],
    [
      'with extra data',
      { index: 10, hashes: [h1], checkpoint: 'checkpoint data\n', extra: bytes('extra information') },
      `extra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 10\n${b1}\n\ncheckpoint data\n`,
    ],
    ['without hashes', { index: 0, hashes: [], checkpoint: 'checkpoint\n' }, 'index 0\n\ncheckpoint\n'],
  ])('%s write as the specification says', (_, proof, text) => {
    expect(formatTlogProof(proof)).toBe(HEADER + text);
  });

  it('read back, the checkpoint verbatim', () => {
    const parts = fc.record({
      index: fc.maxSafeNat(),
      hashes: fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 63 }),
      checkpoint: fc.string({ unit: fc.constantFrom('a', '\n', '—') }),
      extra: fc.uint8Array({ minLength: 1 }),
    });
    fc.assert(
      fc.property(parts, fc.boolean(), ({ extra, ...proof }, withExtra) => {
        const read = parseTlogProof(formatTlogProof(withExtra ? { ...proof, extra } : proof));
        expect(read.hashes.map(hex)).toEqual(proof.hashes.map(hex));
        expect(read).toMatchObject({ index: proof.index, checkpoint: proof.checkpoint });
        expect(read.extra && hex(read.extra)).toBe(withExtra ? hex(extra) : undefined);
      }),
    );
  });

  it.each([
    ['another header', `wrong-header\nindex 0\n\ncheckpoint\n`],
    ['a later version', `c2sp.org/tlog-proof@v2\nindex 0\n\ncheckpoint\n`],
    ['extra data that is not base64', `${HEADER}extra !!notbase64!!\nindex 0\n\ncheckpoint\n`],
    ['empty extra data', `${HEADER}extra \nindex 0\n\ncheckpoint\n`],
    ['extra data twice', `${HEADER}extra AAAA\nextra AAAA\nindex 0\n\ncheckpoint\n`],
    ['extra data after the index', `${HEADER}index 0\nextra AAAA\n\ncheckpoint\n`],
    ['no index', `${HEADER}\n\ncheckpoint\n`],
    ['an index that is no number', `${HEADER}index notanumber\n\ncheckpoint\n`],
    ['a negative index', `${HEADER}index -5\n\ncheckpoint\n`],
    ['an index with a leading zero', `${HEADER}index 05\n\ncheckpoint\n`],
    ['a hash that is not base64', `${HEADER}index 0\n!!notbase64!!\n\ncheckpoint\n`],
    ['a hash of a wrong length', `${HEADER}index 0\n${Buffer.alloc(64).toString('base64')}\n\ncheckpoint\n`],
    ['64 hashes', `${HEADER}index 0\n${`${b1}\n`.repeat(64)}\ncheckpoint\n`],
    ['no empty line', `${HEADER}index 0\n${b1}\n`],
    ['CRLF', `${HEADER}index 0\n\ncheckpoint\n`.replaceAll('\n', '\r\n')],
  ])('with %s are refused', (_, text) => {
    expect(() => parseTlogProof(text)).toThrow('proof-format');
  });

  it('are not written when they could not be read', () => {
    const good = { index: 0, hashes: [h1], checkpoint: '' };
    expect(() => formatTlogProof({ ...good, index: -1 })).toThrow('proof-format');
    expect(() => formatTlogProof({ ...good, hashes: Array.from({ length: 64 }, () => h1) })).toThrow('proof-format');
    expect(() => formatTlogProof({ ...good, hashes: [h1.subarray(1)] })).toThrow('hash');
  });
});
