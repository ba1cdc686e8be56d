import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatAddCheckpoint, parseAddCheckpoint, TlogError } from '../../src/index.ts';
import { bytes, hex } from '../sha256.ts';

// C2SP tlog-witness, example.
const REQUEST = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
`;
const HASH_LINE = 'PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n';

describe('add-checkpoint requests', () => {
  it('of the specification read and write back', () => {
    const request = parseAddCheckpoint(REQUEST);
    expect(request.oldSize).toBe(20_852_014);
    expect(request.proof.map((each) => hex(each).slice(0, 4))).toEqual(['3e54', '8eb2', 'e7ea', 'ffa5']);
    expect(request.note).toBe(REQUEST.slice(REQUEST.indexOf('example.com')));
    expect(formatAddCheckpoint(request)).toBe(REQUEST);
    expect(parseAddCheckpoint(bytes(REQUEST))).toEqual(request);
  });

  it('read back whatever they hold', () => {
    const proof = fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 63 });
    const note = fc.string({ unit: fc.constantFrom('a', '\n', '—', ' ') });
    fc.assert(
      fc.property(fc.maxSafeNat(), proof, note, (oldSize, hashes, text) => {
        const read = parseAddCheckpoint(formatAddCheckpoint({ oldSize, proof: hashes, note: text }));
        expect(read.oldSize).toBe(oldSize);
        expect(read.note).toBe(text);
        expect(read.proof.map(hex)).toEqual(hashes.map(hex));
      }),
    );
  });

  it('of any bytes are read or refused by a rule of this package, and written back as they came', () => {
    const noise = fc.string({ unit: fc.constantFrom('o', 'l', 'd', ' ', '0', '1', '\n', 'A', '=') });
    fc.assert(
      fc.property(
        fc.oneof(
          noise,
          noise.map((tail) => `old 1\n${tail}`),
        ),
        (text) => {
          try {
            expect(formatAddCheckpoint(parseAddCheckpoint(text))).toBe(text);
          } catch (error) {
            if (!(error instanceof TlogError)) throw error;
            expect(error.rule).toBe('add-checkpoint');
          }
        },
      ),
    );
  });

  it.each([
    ['nothing', ''],
    ['no empty line', REQUEST.replaceAll('\n\n', '\n')],
    ['no first line', REQUEST.slice(REQUEST.indexOf('\n') + 1)],
    ['no old size', REQUEST.replace('20852014', '')],
    ['a leading zero', REQUEST.replace('20852014', '020852014')],
    ['00', REQUEST.replace('20852014', '00')],
    ['a signed size', REQUEST.replace('20852014', '-1')],
    ['two spaces', REQUEST.replace('old ', 'old  ')],
    ['a space after the size', REQUEST.replace('20852014', '20852014 ')],
    ['a size of 2^53', REQUEST.replace('20852014', '9007199254740992')],
    ['a capital', REQUEST.replace('old', 'Old')],
    ['CRLF', REQUEST.replaceAll('\n', '\r\n')],
    ['64 hashes', REQUEST.replace(HASH_LINE, HASH_LINE.repeat(61))],
    ['a short hash', REQUEST.replace(HASH_LINE, 'PlRN\n')],
    ['a hash without padding', REQUEST.replace('kaw=', 'kaw')],
    ['a hash with unused bits set', REQUEST.replace('kaw=', 'kax=')],
    ['a hash in base64url', REQUEST.replace('5+pK', '5-pK')],
    ['a space in a hash line', REQUEST.replace('kaw=', 'kaw= ')],
  ])('with %s are refused', (_, request) => {
    expect(() => parseAddCheckpoint(request)).toThrow(/^add-checkpoint:/);
  });

  it('may have 63 hashes', () => {
    expect(parseAddCheckpoint(REQUEST.replace(HASH_LINE, HASH_LINE.repeat(60))).proof).toHaveLength(63);
  });

  it('that are not UTF-8 are refused', () => {
    expect(() => parseAddCheckpoint(Buffer.concat([bytes(REQUEST), Buffer.of(0xff)]))).toThrow('UTF-8');
  });

  it('are not written when they could not be read', () => {
    const good = { oldSize: 0, proof: [], note: 'a' };
    expect(formatAddCheckpoint(good)).toBe('old 0\n\na');
    expect(() => formatAddCheckpoint({ ...good, oldSize: 0.5 })).toThrow(/^add-checkpoint:/);
    expect(() => formatAddCheckpoint({ ...good, proof: [new Uint8Array(31)] })).toThrow(/^hash:/);
    const many = Array.from({ length: 64 }, () => new Uint8Array(32));
    expect(() => formatAddCheckpoint({ ...good, proof: many })).toThrow(/^add-checkpoint:/);
  });
});
