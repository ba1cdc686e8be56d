import { describe, expect, it } from '@jest/globals';
import { isSimpulError, REQUEST } from '@simpul/errors';
import fc from 'fast-check';
import { refuseAmbiguousPath } from '../../src/domain/path-safety.ts';

function isAccepted(path: string, encodedSlash: 'refuse' | 'data'): boolean {
  try {
    refuseAmbiguousPath(path, encodedSlash);
    return true;
  } catch (error) {
    if (isSimpulError(error, REQUEST.PATH_AMBIGUOUS)) return false;
    throw error;
  }
}

/** All readings of a path by programs that decode it once, twice, …, until nothing changes. */
function readings(path: string): string[] {
  const found = [path];
  for (;;) {
    const last = found.at(-1) ?? '';
    const next = last.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => decodeURIComponent(run));
    if (next === last) return found;
    found.push(next);
  }
}

const hasDotSegment = (path: string): boolean =>
  [path, path.normalize('NFKC')].some((read) => read.split(/[/\\]/).some((part) => /^\.\.?(?:;|$)/.test(part)));

const hostile = fc
  .array(
    fc.constantFrom(
      '/',
      '/',
      'a',
      '.',
      '..',
      ';',
      '%',
      '%25',
      '%2e',
      '%2E',
      '%252e',
      '%25252E',
      '%2f',
      '%252F',
      '%5c',
      '%255C',
      '\\',
      '%3b',
      '%00',
      '%0a',
      '%c0%ae',
      '%c3%a9',
      '%EF%BC%8E',
      '%E2%80%A4',
      '%E2%80%A5',
      '%EF%BC%8F',
      '%ff',
      '2e',
      '2f',
      '5c',
      '~',
      '%2525',
    ),
    { maxLength: 12 },
  )
  .map((parts) => `/${parts.join('')}`);

describe('a path that is accepted', () => {
  it('has the same segments, none of dots, however often it is decoded', () => {
    fc.assert(
      fc.property(hostile, (path) => {
        fc.pre(isAccepted(path, 'refuse'));
        const segments = path.split('/').length;
        for (const reading of readings(path)) {
          expect(reading).not.toContain('\\');
          expect(reading.split('/')).toHaveLength(segments);
          expect(hasDotSegment(reading)).toBe(false);
          // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
          expect(reading).not.toMatch(/[\u0000-\u001F\u007F]/);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('has no dot segment in any reading where encoded slashes are data', () => {
    fc.assert(
      fc.property(hostile, (path) => {
        fc.pre(isAccepted(path, 'data'));
        expect(readings(path).some(hasDotSegment)).toBe(false);
        expect(path).not.toContain('\\');
      }),
      { numRuns: 5000 },
    );
  });
});

describe('harmless text in a segment', () => {
  it('is accepted in percent-encoding', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      // oxlint-disable-next-line no-control-regex -- control characters are refused
      .filter((value) => !/[/\\%\u0000-\u001F\u007F]|^\.{1,2}(?:;|$)/.test(value));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (segments) => {
        expect(isAccepted(`/${segments.map(encodeURIComponent).join('/')}`, 'refuse')).toBe(true);
      }),
    );
  });
});

describe('a path', () => {
  it.each([
    ['', true, true],
    ['/a.b/..c/.d', true, true],
    ['/100%25', true, true],
    ['/a%2Fb', false, true],
    ['/a%252fb', false, true],
    ['/a%5Cb', false, true],
    ['/a\\b', false, false],
    ['/a/../b', false, false],
    ['/a/.', false, false],
    ['/a/%2e%2e/b', false, false],
    ['/a/%252e%252e/b', false, false],
    ['/a/..%2Fb', false, false],
    ['/a%2F..', false, false],
    ['/a/..;v=1/b', false, false],
    ['/a/..%5Cb', false, false],
    ['/a/%00', false, false],
    ['/a/%C0%AE', false, false],
    [`/%${'25'.repeat(3)}41`, true, true],
    [`/%${'25'.repeat(4)}41`, false, false],
  ])('%s: refuse %s, data %s', (path, refuse, data) => {
    expect([isAccepted(path, 'refuse'), isAccepted(path, 'data')]).toEqual([refuse, data]);
  });
});
