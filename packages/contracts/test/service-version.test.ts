import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareVersions, majorOf } from '../src/index.ts';

describe('the major number of a version', () => {
  it.each([
    ['2.1.0', 2],
    ['v3', 3],
    ['10', 10],
    ['0.9.0', 0],
    ['1-2.0', 1],
    ['rilis', 0],
  ])('of %s is %i', (version, major) => expect(majorOf(version)).toBe(major));
});

describe('versions', () => {
  it('come in the order of Semantic Versioning 2.0.0, section 11', () => {
    const ordered = [
      '0.9.0',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.10',
      '1.2.0',
      '2',
      '10.0.0',
    ];
    expect(ordered.toReversed().toSorted(compareVersions)).toEqual(ordered);
  });

  it('are the same with and without what says nothing', () => {
    expect(compareVersions('v1.2', '1.2.0+build.7')).toBe(0);
  });

  const version = fc.oneof(
    fc.array(fc.nat(12), { minLength: 1, maxLength: 4 }).map((numbers) => numbers.join('.')),
    fc.tuple(fc.nat(3), fc.constantFrom('rc.1', 'rc.2', 'rc.10', 'rc', '1', 'a.b')).map((parts) => parts.join('-')),
    fc.string({ maxLength: 12 }),
  );

  it('have one order, whichever two are compared', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});
