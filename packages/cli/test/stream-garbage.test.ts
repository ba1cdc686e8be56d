import { describe, expect, it } from '@jest/globals';
import { createStreamMeter } from '../src/stream-garbage.ts';

const MIB = 1024 * 1024;

describe('a stream meter', () => {
  it('has the young generation collected each time so many bytes are through', () => {
    const collected: unknown[] = [];
    const meter = createStreamMeter(2 * MIB, ((options: unknown) => void collected.push(options)) as never);
    for (let i = 0; i < 4; i += 1) meter(MIB);
    meter(MIB);
    expect(collected).toEqual([{ type: 'minor' }, { type: 'minor' }]);
  });

  it('does nothing where the process cannot be told to collect', () => {
    expect(() => createStreamMeter(2 * MIB, undefined)(3 * MIB)).not.toThrow();
  });
});
