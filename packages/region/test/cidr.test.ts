import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isCovered, isWithin, parseCidr } from '../src/cidr.ts';

const ranges = (...texts: string[]) => texts.map(parseCidr).filter((range) => range !== undefined);

describe('parseCidr', () => {
  it.each([
    '10.0.0.0/8',
    '0.0.0.0/0',
    '127.0.0.1/32',
    'fd00::/8',
    '::/0',
    '::1/128',
    '::ffff:10.0.0.0/104',
    '2001:db8::/32',
  ])('reads %s', (text) => expect(parseCidr(text)).toBeDefined());

  it.each([
    '10.0.0.0',
    '10.0.0.1/8',
    '10.0.0.0/33',
    '10.0.0/8',
    '010.0.0.0/8',
    'fd00::1/8',
    'fd00::/129',
    '/8',
    'a/8',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '[::]/0',
    '::1%lo/128',
  ])('refuses %s', (text) => expect(parseCidr(text)).toBeUndefined());

  it('takes exactly the networks: a range and the addresses within it', () => {
    fc.assert(
      fc.property(fc.nat(0xff_ff_ff_ff), fc.integer({ min: 0, max: 32 }), (bits, prefix) => {
        const size = 2 ** (32 - prefix);
        const base = Math.floor(bits / size) * size;
        const range = parseCidr(`${dotted(base)}/${prefix}`);
        expect(range).toBeDefined();
        expect(parseCidr(`${dotted(bits)}/${prefix}`) !== undefined).toBe(base === bits);
        if (range === undefined) return;
        expect(isWithin(dotted(bits), [range])).toBe(true);
        const after = base + size;
        if (after <= 0xff_ff_ff_ff) expect(isWithin(dotted(after), [range])).toBe(false);
      }),
    );
  });
});

describe('isCovered', () => {
  it('holds for narrower ranges of the same family only', () => {
    const [narrow, wide, other] = ranges('10.18.0.0/16', '10.0.0.0/8', '::/0');
    if (narrow === undefined || wide === undefined || other === undefined) throw new Error('unreadable');
    expect(isCovered(narrow, [wide])).toBe(true);
    expect(isCovered(narrow, [narrow])).toBe(true);
    expect(isCovered(wide, [narrow])).toBe(false);
    expect(isCovered(narrow, [other])).toBe(false);
    expect(isCovered(narrow, [])).toBe(false);
  });
});

function dotted(bits: number): string {
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.');
}
