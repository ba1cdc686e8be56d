import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readBase64url, readObject, segmentsOf } from '../../src/proof/compact-jws.ts';

const encode = (text: string | Buffer): string => Buffer.from(text).toString('base64url');

describe('base64url', () => {
  it('is read where it is the only form of its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        expect(readBase64url(text)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it.each(['', 'QQ==', 'QR', 'Q', 'Q Q', 'QQ\n', 'Q+Q=', '-_+/', 'QQé', 'QUJ'])('%j is refused', (text) => {
    expect(readBase64url(text)).toBeUndefined();
  });

  it('has one text for its bytes: whatever else decodes to them is refused', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        const bytes = readBase64url(text);
        expect(bytes === undefined || bytes.toString('base64url') === text).toBe(true);
      }),
    );
  });
});

describe('an object of a JWS', () => {
  it('is what JSON.parse reads of it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        expect(readObject(encode(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['a member twice', '{"jti":"a","jti":"b"}'],
    ['a member twice with the same value', '{"jti":"a","jti":"a"}'],
    ['a member twice, once escaped', String.raw`{"jti":"a","jt\u0069":"b"}`],
    ['a member twice further in', '{"jwk":{"kty":"EC","kty":"RSA"}}'],
    ['a member twice within a list', '{"a":[{"b":1,"b":2}]}'],
    ['an object in the place of another', '{"a":{"b":1,"c":2},"a":1}'],
    ['text behind it', '{} {}'],
    ['a mark of its byte order', '\ufeff{}'],
    ['a list', '[]'],
    ['nothing', 'null'],
    ['a text', '"a:b"'],
    ['no JSON', '{a:1}'],
  ])('is refused with %s', (_, text) => {
    expect(readObject(encode(text))).toBeUndefined();
  });

  it('is read whatever colons its strings hold', () => {
    expect(readObject(encode(String.raw`{"a:b":"c:\"d\":e\\"}`))).toEqual({ 'a:b': String.raw`c:"d":e\ `.trim() });
  });

  it('is refused when it is not UTF-8', () => {
    expect(readObject(encode(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])))).toBeUndefined();
  });

  it('never takes a member twice', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.jsonValue(), (value, other) => {
        const [name = ''] = Object.keys(value);
        const text = `${JSON.stringify(value).slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(other)}}`;
        expect(readObject(encode(text))).toBeUndefined();
      }),
    );
  });
});

it.each(['', 'a', 'a.b', 'a.b.c.d'])('%j is not a compact JWS', (text) => {
  expect(segmentsOf(text)).toBeUndefined();
});
