import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalBytes, canonicalJson } from '../../src/index.ts';
import { hex } from '../sha256.ts';
import { canonicalValue } from './arbitrary-json.ts';

describe('canonical JSON', () => {
  it('is what the npm package canonicalize writes', () => {
    fc.assert(
      fc.property(canonicalValue, (value) => {
        const text = canonicalJson(value);
        expect(text).toBe(canonicalize(value));
        expect(hex(canonicalBytes(value))).toBe(Buffer.from(text).toString('hex'));
      }),
      { numRuns: 500 },
    );
  });

  it('sorts names by UTF-16 code units (RFC 8785 section 3.2.3)', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'];
    const text = canonicalJson(Object.fromEntries(names.map((name) => [name, name])));
    expect(Object.keys(JSON.parse(text) as object).filter((name) => name !== '1')).toEqual(
      sorted.filter((name) => name !== '1'),
    );
    expect(text.startsWith(String.raw`{"\r":"\r","1":"1",`)).toBe(true);
  });

  it('leaves out undefined members, and writes minus zero as 0', () => {
    expect(canonicalJson({ b: undefined, a: -0 })).toBe('{"a":0}');
  });

  it('keeps a member named __proto__', () => {
    expect(canonicalJson(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}');
  });

  it.each([
    ['null', null],
    ['null in an object', { a: null }],
    ['undefined', undefined],
    ['undefined in an array', [undefined]],
    ['a hole', Array.from({ length: 1 })],
    ['a fraction', 0.5],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['an integer of 2^53', 2 ** 53],
    ['a bigint', 1n],
    ['a lone surrogate', '\ud800'],
    ['a lone surrogate in a name', { '\udc00': 1 }],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['bytes', new Uint8Array(2)],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['an object inherited from', Object.create({ a: 1 }, { b: { value: 1, enumerable: true } })],
  ])('refuses %s', (_, value: unknown) => {
    expect(() => canonicalJson(value)).toThrow('canonical-json');
  });

  it('refuses cycles and what is nested too deep', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => canonicalJson(cycle)).toThrow('nested deeper');
  });
});
