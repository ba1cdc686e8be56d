import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { packLeaves, unpackLeaves } from '../../src/workers/sent-leaves.ts';

describe('packed leaves', () => {
  it('are the same leaves after they moved, in memory that nobody else has', () => {
    const leaf = fc.record({ id: fc.string(), leaf: fc.uint8Array(), sideCar: fc.uint8Array() });
    fc.assert(
      fc.property(fc.array(leaf), (leaves) => {
        const packed = packLeaves(leaves);
        expect(unpackLeaves(structuredClone(packed, { transfer: [packed.bytes.buffer] }))).toEqual(leaves);
      }),
    );
  });
});
