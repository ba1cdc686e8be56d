import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distance, nearest } from '../src/nearest.ts';

const word = fc.stringMatching(/^[a-e]{0,6}$/);

describe('distance', () => {
  it('is zero for the same word only, the same both ways, and never more than the longer word', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const edits = distance(a, b);
        expect(edits === 0).toBe(a === b);
        expect(edits).toBe(distance(b, a));
        expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(edits).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });

  it('counts a swap of neighbours once', () => {
    expect(distance('agreemnets', 'agreements')).toBe(1);
  });
});

describe('nearest', () => {
  it('suggests near misses and nothing far-fetched', () => {
    expect(nearest('agreemnts', ['agreements', 'members'])).toBe('agreements');
    expect(nearest('timeOutMs', ['timeoutMs'])).toBe('timeoutMs');
    expect(nearest('colour', ['agreements', 'members'])).toBeUndefined();
    expect(nearest('x', ['y'])).toBeUndefined();
  });
});
