import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalBytes, canonicalJson, insertAt, withoutAt } from '../../src/index.ts';
import { bytes, hex } from '../sha256.ts';
import { canonicalValue, trickyText } from './arbitrary-json.ts';

const at = fc.maxSafeNat();
const leaf = fc.record(
  {
    v: fc.constant(1),
    id: trickyText,
    actor: trickyText,
    agreement: fc.record({ id: trickyText, digest: trickyText }),
    attempts: fc.nat(),
    consumer: trickyText,
    src: fc.record({ node: trickyText, seq: fc.nat() }),
  },
  { requiredKeys: [] },
);
/** Names around `at` in the sorting order, and any other. */
const name = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'as',
    'at ',
    'at"',
    'at\\',
    'at\n',
    'at\0',
    'atat',
    'au',
    '"at',
    '\\at',
    '\u0001',
    'é',
    '😀',
    'A',
  ),
  trickyText.filter((text) => text !== 'at'),
);
const anyObject = fc.dictionary(name, canonicalValue, { maxKeys: 6 });

describe('the member `at` of a leaf', () => {
  it.each([
    ['leaves', leaf],
    ['any object', anyObject],
  ])('is put into the bytes of %s where canonical JSON has it, and taken out again', (_, values) => {
    fc.assert(
      fc.property(values, at, (value: Record<string, unknown>, time) => {
        const sent = canonicalBytes(value);
        const stored = insertAt(sent, time);
        expect(Buffer.from(stored).toString()).toBe(canonicalJson({ ...value, at: time }));
        expect(hex(withoutAt(stored))).toBe(hex(sent));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['{}', '{"at":5}'],
    ['{"a":1}', '{"a":1,"at":5}'],
    ['{"b":1}', '{"at":5,"b":1}'],
    [
      '{"actor":"x","agreement":{"digest":"d","id":"\\"at\\":1}"},"v":1}',
      '{"actor":"x","agreement":{"digest":"d","id":"\\"at\\":1}"},"at":5,"v":1}',
    ],
  ])('turns %s into %s', (sent, stored) => {
    expect(Buffer.from(insertAt(bytes(sent), 5)).toString()).toBe(stored);
    expect(Buffer.from(withoutAt(bytes(stored))).toString()).toBe(sent);
  });

  it('is taken from where it is only: a leaf without it stays as it is', () => {
    fc.assert(
      fc.property(anyObject, (value) => {
        const sent = canonicalBytes(value);
        expect(hex(withoutAt(sent))).toBe(hex(sent));
      }),
    );
  });

  it('is not put in twice, nor when it is no time', () => {
    expect(() => insertAt(bytes('{"at":1}'), 5)).toThrow('leaf');
    for (const bad of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => insertAt(bytes('{}'), bad)).toThrow('argument');
  });

  it.each(['', '{', '[]', '"at"', '1', '{"a"}', '{"a":1', '{ }', '{"a":1,}', '{"a":}}', '{"a":[}'])(
    'is refused in %j',
    (text) => {
      expect(() => insertAt(bytes(text), 5)).toThrow('leaf');
    },
  );
});
