import { describe, expect, it } from '@jest/globals';
import { makeSalt } from '../../src/domain/salts.ts';

describe('a salt', () => {
  it('is 16 bytes that nobody else gets, past the end of a pool too', () => {
    const salts = Array.from({ length: 2000 }, () => makeSalt());
    expect(new Set(salts.map((salt) => salt.length))).toEqual(new Set([16]));
    expect(new Set(salts.map((salt) => salt.toString('hex'))).size).toBe(2000);
  });

  it('stays what it was when others are made', () => {
    const salt = makeSalt();
    const before = salt.toString('hex');
    for (let i = 0; i < 1000; i++) makeSalt();
    expect(salt.toString('hex')).toBe(before);
  });
});
