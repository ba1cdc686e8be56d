import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatTilePath, parseTilePath, TILE_WIDTH } from '../../src/index.ts';

const id = fc.record({
  level: fc.oneof(fc.constant('entries' as const), fc.nat({ max: 63 })),
  index: fc.oneof(fc.nat({ max: 5000 }), fc.maxSafeNat()),
  width: fc.integer({ min: 1, max: TILE_WIDTH }),
});

describe('tile paths', () => {
  it('are those of C2SP tlog-tiles', () => {
    expect(formatTilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(formatTilePath({ level: 1, index: 0, width: 1 })).toBe('tile/1/000.p/1');
    expect(formatTilePath({ level: 'entries', index: 1000, width: 3 })).toBe('tile/entries/x001/000.p/3');
  });

  it('read back', () => {
    fc.assert(fc.property(id, (tile) => expect(parseTilePath(formatTilePath(tile))).toEqual(tile)));
  });

  it.each([
    '',
    'checkpoint',
    '/tile/0/000',
    'tile/0/000/',
    'tile/00/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/data/000',
    'tile/0/0',
    'tile/0/0000',
    'tile/0/x000/001',
    'tile/0/001/001',
    'tile/0/x001',
    'tile/0/X001/000',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/000.p/256',
    'tile/0/000.p/999',
    'tile/0/000.p/',
    'tile/0/000.p',
    'tile/0/000\n',
    'tile/0/x999/x999/x999/x999/x999/999',
    'tile/0/x001/x000/x000/x000/x000/x000/000',
    'tile/0/\u0660\u0660\u0660',
  ])('refuse %j', (path) => {
    expect(() => parseTilePath(path)).toThrow('tile-path');
  });

  it('are not written for what no tile has', () => {
    for (const bad of [{ level: 64 }, { level: 0.5 }, { index: -1 }, { index: 2 ** 53 }, { width: 0 }, { width: 257 }])
      expect(() => formatTilePath({ level: 0, index: 0, width: 1, ...bad })).toThrow('tile-path');
  });
});
