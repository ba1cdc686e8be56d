import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decode, encode } from '../src/serializer.ts';

const bytes = fc.uint8Array({ maxLength: 64 });
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    // As JSON writes it: it knows no -0.
    fc.jsonValue({ maxDepth: 1 }).map((json): unknown => JSON.parse(JSON.stringify(json))),
    bytes,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '$bytes' && key !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
}));

describe('what crosses the bus', () => {
  it('comes back as it was: JSON with bytes anywhere in it', () => {
    fc.assert(fc.property(value, (sent) => expect(decode(encode(sent))).toEqual(sent)));
  });

  it('may stand anywhere in a larger buffer', () => {
    fc.assert(
      fc.property(value, fc.nat({ max: 9 }), (sent, before) => {
        const encoded = encode(sent);
        const larger = Buffer.concat([Buffer.alloc(before, 7), encoded, Buffer.alloc(5, 7)]);
        expect(decode(larger.subarray(before, before + encoded.length))).toEqual(sent);
      }),
    );
  });

  it('holds bytes of its own after it arrived, of the plain kind', () => {
    const encoded = encode({ a: Buffer.from('abc') });
    const got = decode(encoded) as { a: Uint8Array };
    encoded.fill(0);
    expect(got.a).toEqual(new Uint8Array([97, 98, 99]));
    expect(Buffer.isBuffer(got.a)).toBe(false);
  });

  it('loses members that are undefined, as JSON does', () => {
    expect(decode(encode({ a: undefined, b: 1 }))).toEqual({ b: 1 });
    expect(decode(encode(undefined))).toBeNull();
  });

  it('cannot change what objects are', () => {
    const got = decode(encode(JSON.parse('{"__proto__":{"admin":true}}'))) as { admin?: boolean };
    expect(got.admin).toBeUndefined();
  });
});

describe('what does not cross the bus', () => {
  it.each<[string, unknown]>([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a big integer', 1n],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['an error', new Error('x')],
    ['an object of a class', new URL('https://x.example')],
    ['an object without a prototype', Object.create(null)],
    ['a member $bytes', { $bytes: 0 }],
  ])('%s, however deep', (_, sent) => {
    for (const whole of [sent, [sent], { a: { b: [sent] } }]) expect(() => encode(whole)).toThrow(TypeError);
  });
});

describe('a message that is not whole', () => {
  it('is refused wherever it was cut', () => {
    fc.assert(
      fc.property(value, fc.nat(), (sent, at) => {
        const encoded = encode(sent);
        expect(() => decode(encoded.subarray(0, at % encoded.length))).toThrow();
      }),
    );
  });

  it('is refused with half a buffer more, or with one that it does not hold', () => {
    expect(() => decode(Buffer.concat([encode(1), Buffer.from([0, 0])]))).toThrow();
    const json = Buffer.from('{"$bytes":1}');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(json.length);
    expect(() => decode(Buffer.concat([length, json]))).toThrow(RangeError);
  });
});
