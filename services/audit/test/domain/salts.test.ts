import { describe, expect, it } from '@jest/globals';
import type { SideCar } from '@simpul/contracts';
import fc from 'fast-check';
import { sidesOf } from '../../src/domain/access.ts';
import { saltsFor } from '../../src/domain/salts.ts';
import { CONSUMER, PROVIDER, SERVICE, STRANGER } from '../sample-leaves.ts';

const salt = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
const committed = fc.record({ salt, value: fc.string() });
const sideCars = fc.record(
  {
    request: salt,
    response: salt,
    xRoadId: committed,
    user: committed,
    subjects: fc.array(fc.record({ salt, kind: fc.string(), value: fc.string() })),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<SideCar>;

describe('saltsFor', () => {
  it('gives the provider the salts of the bodies and no other', () => {
    fc.assert(
      fc.property(sideCars, (sideCar) => {
        const { request, response } = sideCar;
        expect(saltsFor('provider', sideCar)).toEqual(JSON.parse(JSON.stringify({ request, response })));
      }),
    );
  });

  it.each(['consumer', 'auditor'] as const)('gives the %s also those of what the consumer committed to', (side) => {
    fc.assert(
      fc.property(sideCars, (sideCar) => {
        const { request, response, user, xRoadId } = sideCar;
        const expected = { request, response, user: user?.salt, xRoadId: xRoadId?.salt };
        expect(saltsFor(side, sideCar)).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
    );
  });

  it('never gives out a committed value or the salt of a person concerned', () => {
    fc.assert(
      fc.property(sideCars, fc.constantFrom('consumer', 'provider', 'auditor'), (sideCar, side) => {
        const given: unknown[] = Object.values(saltsFor(side, sideCar));
        const known = new Set([sideCar.request, sideCar.response, sideCar.user?.salt, sideCar.xRoadId?.salt]);
        expect(given.every((each) => known.has(String(each)))).toBe(true);
      }),
    );
  });
});

describe('sidesOf', () => {
  const leaf = { consumer: CONSUMER, provider: SERVICE };

  it('knows consumer, provider and auditor', () => {
    expect(sidesOf({ id: CONSUMER, auditor: false }, leaf)).toEqual(['consumer']);
    expect(sidesOf({ id: PROVIDER, auditor: false }, leaf)).toEqual(['provider']);
    expect(sidesOf({ id: STRANGER, auditor: true }, leaf)).toEqual(['auditor']);
  });

  it.each([STRANGER, 'ID-LA/GOV/1871-DPMPTSP', `${PROVIDER}2`, SERVICE, ''])('gives "%s" no side', (id) => {
    expect(sidesOf({ id, auditor: false }, leaf)).toEqual([]);
  });

  it('gives nobody but auditors a side in a leaf without parties', () => {
    expect(sidesOf({ id: '', auditor: false }, {})).toEqual([]);
  });
});
