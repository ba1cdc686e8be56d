import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CreateNodeOptions, type DocumentOptions, parse, stringify, type ToStringOptions } from 'yaml';
import { readData } from '../../src/index.ts';

/** What the reader makes of a text, as another library of YAML 1.2 reads it. */
const REFERENCE = { version: '1.2', schema: 'core', merge: false } as const;

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }).filter((value) => !HIDDEN.test(value)),
  fc.constantFrom(
    '',
    ' ',
    '~',
    'null',
    'no',
    'True',
    '0x1f',
    '0o17',
    '1e3',
    '.5',
    '-.inf',
    '2026-01-01',
    '1.2.0',
    '18.71',
  ),
  fc.constantFrom(
    '- a',
    'a: b',
    '# c',
    '%d',
    '&e',
    '*f',
    '!g',
    '@h',
    '`i`',
    '"j',
    "'k",
    '{l',
    '[m',
    '|',
    '>',
    '?',
    '<<',
  ),
  fc.constantFrom('a\nb\n', '\n', ' a\n  b', 'a \n\n b', '\ta', 'x'.repeat(200), 'word '.repeat(40)),
);
/** Characters that the texts of contracts cannot hold, and breaks of lines that only YAML 1.1 knew. */
// oxlint-disable-next-line no-control-regex
const HIDDEN = /[\0-\x08\v\f\r\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|<</;
const key = text.filter((name) => name !== '__proto__' && name !== '<<' && !name.includes('\n') && name.length < 100);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(text, fc.integer(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(key, tie('any'), { maxKeys: 4 }),
  ),
})).any;
const style = fc.record<DocumentOptions & CreateNodeOptions & ToStringOptions>({
  collectionStyle: fc.constantFrom('any', 'flow'),
  defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_FOLDED', 'BLOCK_LITERAL'),
  indent: fc.constantFrom(2, 3, 8),
  indentSeq: fc.boolean(),
  lineWidth: fc.constantFrom(0, 80),
  aliasDuplicateObjects: fc.constant(false),
});

describe('readData', () => {
  it('reads what another library writes, in any style, as that library does', () => {
    fc.assert(
      fc.property(value, style, (wanted, options) => {
        const written = stringify({ document: wanted }, { ...REFERENCE, ...options });
        const read = readData(written);
        expect(read).toHaveProperty('data', parse(written, REFERENCE));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    '1',
    '-0',
    '+12',
    '007',
    '0x1F',
    '0o17',
    '0b1',
    '1_000',
    '1.',
    '.5',
    '-1.5e3',
    '1e3',
    '.inf',
    '-.INF',
    '.nan',
    'null',
    'Null',
    '~',
    'true',
    'TRUE',
    'yes',
    'off',
    '2026-01-01',
    '12:30:45',
    '=',
    '<<',
    'a b',
  ])('takes %s for what the core schema says', (scalar) => {
    expect(readData(`a: ${scalar}\n`)).toHaveProperty('data', parse(`a: ${scalar}\n`, REFERENCE));
  });

  it('finds keys by the name that the data gives them', () => {
    const read = readData('200: a\n0x10: b\n"q": c\n? d\n: e\nlist: [x, { y: z }]\n');
    if ('faults' in read) throw new Error(JSON.stringify(read.faults));
    const { data, source } = read;
    expect(data).toEqual({ 200: 'a', 16: 'b', q: 'c', d: 'e', list: ['x', { y: 'z' }] });
    expect(source.at([200])).toEqual({ line: 1, column: 6 });
    expect(source.atKey(['16'])).toEqual({ line: 2, column: 1 });
    expect(source.atKey(['q'])).toEqual({ line: 3, column: 1 });
    expect(source.at(['d'])).toEqual({ line: 5, column: 3 });
    expect(source.at(['list', 1, 'y'])).toEqual({ line: 6, column: 16 });
    expect(source.atKey(['list', 1])).toEqual({ line: 6, column: 11 });
  });

  it('tells each feature that is refused, at its place', () => {
    const read = readData('a: &x 1\nb: *x\nc: !!str d\n[e]: f\n');
    const faults = 'faults' in read ? read.faults.map(({ rule, line, column }) => `${rule} ${line}:${column}`) : [];
    expect(faults).toEqual(['yaml-anchor 1:4', 'yaml-alias 2:4', 'yaml-tag 3:4', 'yaml-key 4:1']);
  });
});
