import { describe, expect, it } from '@jest/globals';
import { decodeText, encodeText } from '../../src/index.ts';
import { hex, unhex } from '../sha256.ts';

describe('text', () => {
  it('keeps a byte order mark, so that bytes and text are one to one', () => {
    expect(hex(encodeText(decodeText(unhex('efbbbf41'))))).toBe('efbbbf41');
  });

  it.each(['ff', 'c0af', 'eda080', 'e2'])('refuses %s, which is not UTF-8', (bytes) => {
    expect(() => decodeText(unhex(bytes))).toThrow('text: not valid UTF-8');
  });

  it('refuses lone surrogates', () => {
    expect(() => encodeText('\ud800')).toThrow('text: a lone surrogate');
  });
});
