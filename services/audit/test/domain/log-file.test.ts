import { describe, expect, it } from '@jest/globals';
import { formatTilePath, tilesBetween } from '@simpul/tlog';
import fc from 'fast-check';
import { coveredWidth, parseLogFile } from '../../src/domain/log-file.ts';

describe('a path of a log', () => {
  it('covers exactly the tiles that tlog-tiles names for a size', () => {
    fc.assert(
      fc.property(fc.nat({ max: 200_000 }), (size) => {
        const tiles = tilesBetween(0, size);
        for (const { level, index, width } of tiles) expect(coveredWidth(size, { level, index })).toBe(width);
        for (const level of [0, 1, 2, 3]) {
          const next = tiles.filter((tile) => tile.level === level).length;
          expect(coveredWidth(size, { level, index: next })).toBe(0);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('covers nothing at levels that no tree reaches', () => {
    expect(coveredWidth(Number.MAX_SAFE_INTEGER, { level: 63, index: 0 })).toBe(0);
  });

  it('reads back what can be written, and the checkpoint', () => {
    fc.assert(
      fc.property(fc.nat({ max: 63 }), fc.nat(), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
        expect(parseLogFile(formatTilePath({ level, index, width }))).toEqual({ level, index, width });
      }),
    );
    expect(parseLogFile('checkpoint')).toBe('checkpoint');
  });

  it('reads nothing else', () => {
    for (const path of ['checkpoint/', '/checkpoint', 'tile/0/0', '../x', 'tile/entries/000.p/256', 'tile/-1/000']) {
      expect(parseLogFile(path)).toBeUndefined();
    }
  });
});
