import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatCheckpointBody, parseCheckpointBody } from '../../src/index.ts';
import { hex } from '../sha256.ts';

// C2SP tlog-checkpoint, example.
const BODY = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';

describe('checkpoint bodies', () => {
  it('of the specification read and write back', () => {
    const checkpoint = parseCheckpointBody(BODY);
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163, extensions: [] });
    expect(hex(checkpoint.root)).toMatch(/^0ac5186a91863e8e/);
    expect(formatCheckpointBody(checkpoint)).toBe(BODY);
  });

  it('read back with any size and extension lines', () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', '—', 'é', '1'), minLength: 1, maxLength: 9 });
    const parts = fc.record({
      origin: line,
      size: fc.maxSafeNat(),
      root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      extensions: fc.array(line, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(parts, (checkpoint) => {
        const read = parseCheckpointBody(formatCheckpointBody(checkpoint));
        expect({ ...read, root: hex(read.root) }).toEqual({ ...checkpoint, root: hex(checkpoint.root) });
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['no last newline', BODY.slice(0, -1)],
    ['an empty origin', BODY.slice(BODY.indexOf('\n'))],
    ['a leading zero in the size', BODY.replace('2085', '02085')],
    ['a signed size', BODY.replace('2085', '+2085')],
    ['a hexadecimal size', BODY.replace('20852163', '0x10')],
    ['a size of 2^53', BODY.replace('20852163', '9007199254740992')],
    ['a space after the size', BODY.replace('163\n', '163 \n')],
    ['no size', BODY.replace('20852163', '')],
    ['a short root', BODY.replace('CsUY', '')],
    ['a root without padding', BODY.replace('q2I=', 'q2I')],
    ['a root with unused bits set', BODY.replace('q2I=', 'q2J=')],
    ['CRLF', BODY.replaceAll('\n', '\r\n')],
    ['an empty extension line', `${BODY}\n`],
    ['an empty line between extension lines', `${BODY}a\n\nb\n`],
    ['two lines', BODY.split('\n').slice(0, 2).join('\n') + '\n'],
  ])('with %s are refused', (_, body) => {
    expect(() => parseCheckpointBody(body)).toThrow('checkpoint');
  });

  it('are not written when they could not be read', () => {
    const good = { origin: 'a', size: 0, root: new Uint8Array(32), extensions: [] };
    expect(formatCheckpointBody(good)).toMatch(/^a\n0\nA{43}=\n$/);
    for (const bad of [
      { origin: '' },
      { origin: 'a\nb' },
      { size: -1 },
      { root: new Uint8Array(31) },
      { extensions: [''] },
    ])
      expect(() => formatCheckpointBody({ ...good, ...bad })).toThrow('checkpoint');
  });
});
