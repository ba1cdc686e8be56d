import { describe, expect, it } from '@jest/globals';
import { isSimpulError } from '@simpul/errors';
import fc from 'fast-check';
import {
  parseClient,
  parseRepresentedParty,
  parseRoadTarget,
  parseSecurityServer,
} from '../../src/domain/road-target.ts';
import { errorOf } from '../error-code.ts';

const PART_CHARACTERS = "ABCXYZabcxyz0189'()+,-.=?_";
const oneOf = (characters: string) => fc.constantFrom(...characters.split(''));
const part = fc
  .string({ unit: oneOf(PART_CHARACTERS), minLength: 1, maxLength: 100 })
  .filter((text) => text !== '.' && text !== '..');

/** An identifier part as some client may write it: any character in percent-encoding, `?` always. */
const encodedPart = part.chain((text) =>
  fc.array(fc.boolean(), { minLength: text.length, maxLength: text.length }).map((encoded) => ({
    text,
    raw: text
      .split('')
      .map((c, i) => (c === '?' || encoded[i] === true ? `%${hex(c)}` : c))
      .join(''),
  })),
);
const hex = (c: string): string => c.charCodeAt(0).toString(16).padStart(2, '0');
const rest = fc.string({ unit: oneOf('/ab.~;:@!$&*%25'), maxLength: 20 }).map((text) => `/${text}`);
const rawPath = fc.oneof(
  fc.constant(''),
  rest.filter((text) => !/%(?![0-9A-F]{2})/i.test(text)),
);
const query = fc.option(fc.string({ unit: oneOf('?a=1&/%+'), maxLength: 20 }), { nil: undefined });

describe('a request target', () => {
  it('gives back identifiers decoded, and path and query as they came', () => {
    const five = fc.tuple(encodedPart, encodedPart, encodedPart, encodedPart, encodedPart);
    fc.assert(
      fc.property(five, rawPath, query, (parts, path, asked) => {
        const target = `/r1/${parts.map(({ raw }) => raw).join('/')}${path}${asked === undefined ? '' : `?${asked}`}`;
        const [instance, memberClass, member, subsystem, serviceCode] = parts.map(({ text }) => text);
        const memberId = `${instance}/${memberClass}/${member}`;
        const subsystemId = `${memberId}/${subsystem}`;
        const serviceId = `${subsystemId}/${serviceCode}`;
        expect(parseRoadTarget(target)).toEqual({ memberId, subsystemId, serviceId, serviceCode, path, query: asked });
      }),
    );
  });

  it('ends in a refusal of ours or an identifier of five parts, whatever it is', () => {
    const noise = fc.string({ unit: oneOf('/r1?%#aé .\\\n20F'), maxLength: 40 });
    const near = noise.map((text) => `/r1/a/b/c/${text}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), noise, near), (target) => {
        try {
          expect(parseRoadTarget(target).serviceId.split('/')).toHaveLength(5);
        } catch (error) {
          if (!isSimpulError(error)) throw error;
          expect(error.code).toBe('SIMPUL_REQUEST_TARGET_INVALID');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    '/r1/a/b/c/d',
    '/r1/a/b/c//e',
    '/r1/a/b/c/d/',
    '/r1/a/b/../d/e',
    '/r1/a/b/%2e%2E/d/e',
    '/r1/a/b/c%2Fx/d/e',
    '/r1/a/b/c/d/e%',
    '/r1/a/b/c/d/e/%zz',
    '/r1/a/b/c/d/e/x#y',
    '/r1/a/b/c/d/e/x y',
    '/r1/a/b/c/d/é',
    '/r1/a/b/c/d/%ff',
    `/r1/a/b/c/d/${'x'.repeat(101)}`,
    '/r2/a/b/c/d/e',
    '//r1/a/b/c/d/e',
    'http://h/r1/a/b/c/d/e',
    '',
  ])('%s is refused', (target) => {
    expect(errorOf(() => parseRoadTarget(target)).code).toBe('SIMPUL_REQUEST_TARGET_INVALID');
  });
});

describe('X-Road-Client', () => {
  it('gives back four parts decoded', () => {
    fc.assert(
      fc.property(fc.tuple(encodedPart, encodedPart, encodedPart, encodedPart), (parts) => {
        expect(parseClient(parts.map(({ raw }) => raw).join('/'))).toBe(parts.map(({ text }) => text).join('/'));
      }),
    );
  });

  it.each([undefined, ''])('%p is missing', (header) => {
    expect(errorOf(() => parseClient(header)).code).toBe('SIMPUL_REQUEST_CLIENT_MISSING');
  });

  it.each(['a/b/c', 'a/b/c/d/e', 'a/b//d', 'a/b/c/..', 'a/b/c/%', 'a/b/c/d%2Fe', 'a/b/c/ d', 'a/b/c/é'])(
    '%s is refused',
    (header) => {
      expect(errorOf(() => parseClient(header)).code).toBe('SIMPUL_REQUEST_CLIENT_INVALID');
    },
  );
});

describe('X-Road-Represented-Party', () => {
  it.each([
    [undefined, undefined],
    ['SETDA', 'SETDA'],
    ['GOV/SETDA', 'GOV/SETDA'],
    ['GO%56/%53ETDA', 'GOV/SETDA'],
  ])('%p is %p', (header, party) => expect(parseRepresentedParty(header)).toBe(party));

  it.each(['', '/', 'GOV/', '/SETDA', 'ID/GOV/SETDA', 'a%2Fb', '%', '..', 'a b'])('%j is refused', (header) => {
    expect(errorOf(() => parseRepresentedParty(header)).code).toBe('SIMPUL_REQUEST_HEADER_INVALID');
  });
});

describe('X-Road-Security-Server', () => {
  it.each([
    [undefined, undefined],
    ['ID/GOV/M/bus', 'ID/GOV/M/bus'],
    ['ID/GOV/M/%62us', 'ID/GOV/M/bus'],
  ])('%p is %p', (header, server) => expect(parseSecurityServer(header)).toBe(server));

  it.each(['', 'ID/GOV/M', 'ID/GOV/M/bus/x', 'ID/GOV//bus', 'ID/GOV/M/%'])('%j is refused', (header) => {
    expect(errorOf(() => parseSecurityServer(header)).code).toBe('SIMPUL_REQUEST_HEADER_INVALID');
  });
});
