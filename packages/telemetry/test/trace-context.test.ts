import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatTraceparent, newContext, parseTraceparent } from '../src/index.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const hex = (length: number) =>
  fc
    .string({ minLength: length, maxLength: length, unit: fc.constantFrom(...Array.from('0123456789abcdef')) })
    .filter((text) => /[^0]/.test(text));

describe('traceparent', () => {
  it('is read as it is written', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, sampled) => {
        const context = { traceId, spanId, sampled };
        expect(parseTraceparent(formatTraceparent(context))).toEqual(context);
      }),
    );
  });

  it('says by its lowest flag alone whether it is sampled', () => {
    for (const [flags, sampled] of [
      ['00', false],
      ['01', true],
      ['02', false],
      ['03', true],
      ['ff', true],
    ] as const) {
      expect(parseTraceparent(`00-${TRACE}-${SPAN}-${flags}`)?.sampled).toBe(sampled);
    }
  });

  it.each([
    undefined,
    '',
    `01-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE}-${SPAN}-1`,
    ` 00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
  ])('%p is none', (header) => expect(parseTraceparent(header)).toBeUndefined());
});

describe('newContext', () => {
  it('begins a trace that nobody records', () => {
    expect(newContext()).toEqual({
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      sampled: false,
    });
  });

  it('never gives an id twice', () => {
    const ids = Array.from({ length: 5000 }, () => newContext());
    expect(new Set(ids.map(({ traceId }) => traceId)).size).toBe(5000);
    expect(new Set(ids.map(({ spanId }) => spanId)).size).toBe(5000);
  });
});
