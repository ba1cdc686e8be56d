import { describe, expect, it } from '@jest/globals';
import { SIGNATURE_FIELD_MAX } from '../../src/limits.ts';
import { readDictionary } from '../../src/structured/read-dictionary.ts';

const read = (value: string) => readDictionary('signature-input', value);

describe('readDictionary', () => {
  it('takes 8 KiB and no character more', () => {
    const field = (length: number): string => `a="${'x'.repeat(length - 'a=""'.length)}"`;
    expect(read(field(SIGNATURE_FIELD_MAX)).size).toBe(1);
    expect(() => read(field(SIGNATURE_FIELD_MAX + 1))).toThrow('signature-input-too-long');
  });

  it('lets blanks stand around commas, as joined lines and other writers have them', () => {
    expect([...read('a=1,b=2 ,\tc=3').keys()]).toEqual(['a', 'b', 'c']);
  });

  it('takes what stands in a string for text', () => {
    expect(read('a="x, a=1;b;b\\", a";c="\\\\", d=("a,b;c" "a,b;c");e').size).toBe(2);
  });

  it.each([
    ['a=1, a=2', 'doubled'],
    ['a;b;b', 'doubled'],
    ['a=("x";b;b)', 'doubled'],
    ['a=("x");b="y";b="y"', 'doubled'],
    ['a, b="a, b", a', 'doubled'],
    ['a=?1', 'not-canonical'],
    ['a=01', 'not-canonical'],
    ['a=1.50', 'not-canonical'],
    ['a;  b', 'not-canonical'],
    ['a=("x"  "y")', 'not-canonical'],
    ['a=:AB==:', 'not-canonical'],
    ['a=:AA:', 'not-canonical'],
    ['a=:A=A=:', 'malformed'],
    ['a=:AA-_:', 'malformed'],
    ['a=1,', 'malformed'],
    ['a=1 b=2', 'malformed'],
    ['A=1', 'malformed'],
    ['a="é"', 'malformed'],
  ])('refuses %s as %s', (value, fault) => {
    expect(() => read(value)).toThrow(`signature-input-${fault}`);
  });
});
