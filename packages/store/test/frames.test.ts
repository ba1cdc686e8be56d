import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joinFrames, LEAF_PREFIX, SIDE_CAR_PREFIX, splitFrames } from '../src/index.ts';

const parts = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 });

describe('frames', () => {
  it('are the entry bundle of C2SP tlog-tiles with a prefix of two bytes', () => {
    const joined = joinFrames(
      ['one', 'two', 'three'].map((text) => Buffer.from(text)),
      LEAF_PREFIX,
    );
    expect(Buffer.from(joined).toString('hex')).toBe('00036f6e65000374776f00057468726565');
  });

  it('split into what was joined', () => {
    fc.assert(
      fc.property(parts, fc.constantFrom(LEAF_PREFIX, SIDE_CAR_PREFIX), (whole, prefix) => {
        const split = splitFrames(joinFrames(whole, prefix), prefix);
        expect(split.map((part) => [...part])).toEqual(whole.map((part) => [...part]));
      }),
    );
  });

  it('do not split when the last one is cut short', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), (part, cut) => {
        const joined = joinFrames([part], LEAF_PREFIX);
        const short = joined.subarray(0, 1 + (cut % (joined.length - 1)));
        expect(() => splitFrames(short, LEAF_PREFIX)).toThrow(TypeError);
      }),
    );
  });

  it('refuse a part that is too long for the prefix', () => {
    expect(() => joinFrames([Buffer.alloc(65_536)], LEAF_PREFIX)).toThrow(RangeError);
  });
});
