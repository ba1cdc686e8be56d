import { describe, expect, it } from '@jest/globals';
import { HTTP } from '@simpul/errors';
import fc from 'fast-check';
import { readForm } from '../../../src/pages/http/read-form.ts';

const TYPE = 'application/x-www-form-urlencoded';
const request = (body: string | Uint8Array, type: string | undefined = TYPE) => ({
  body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  header: () => type,
});

describe('a form', () => {
  it('comes to the fields that a browser sent, whatever they hold', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 50 }).filter((value) => !value.includes('\0'));
    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 20, noNullPrototype: true }), (fields) => {
        const body = String(new URLSearchParams(fields));
        expect(Object.fromEntries(readForm(request(body)))).toEqual(fields);
      }),
    );
  });

  it('may hold the sign that stands for broken text elsewhere', () => {
    expect(readForm(request('a=%EF%BF%BD')).get('a')).toBe('\u{fffd}');
  });

  it.each([
    ['another type', request('a=1', 'multipart/form-data; boundary=x')],
    ['no type', request('a=1', '')],
    ['a field that comes twice', request('a=1&a=2')],
    ['bytes that are no text', request(Uint8Array.of(0x61, 0x3d, 0xff))],
    ['escapes that are no text', request('a=%ff')],
    ['a name that is no text', request('%ff=a')],
    ['a zero', request('a=%00')],
    ['many fields', request(Array.from({ length: 41 }, (_, i) => `f${i}=`).join('&'))],
    ['much', request(`a=${'x'.repeat(33_000)}`)],
  ])('is refused with %s', (_what, sent) => {
    expect(() => readForm(sent)).toThrow(expect.objectContaining({ code: HTTP.BAD_REQUEST.code }));
  });
});
