import { describe, expect, it } from '@jest/globals';
import type { Agreement } from '@simpul/contracts';
import { type AccessRequest, authorise } from '../../src/domain/authorise.ts';
import { errorOf } from '../error-code.ts';
import { agreementOf, CONSUMER, SERVICE_ID } from '../sample-region.ts';

const DAY = '2026-06-15';

function ask(agreements: readonly Agreement[], more: Partial<AccessRequest> = {}) {
  return authorise(agreements, {
    consumer: CONSUMER,
    serviceId: SERVICE_ID,
    method: 'GET',
    path: '/permits/1',
    purpose: undefined,
    representedParty: undefined,
    day: DAY,
    ...more,
  });
}

const denial = (...args: Parameters<typeof ask>): string =>
  errorOf(() => ask(...args)).code.replace(/^SIMPUL_ACCESS_/, '');

const forReading = agreementOf({ endpoints: [{ method: 'GET', path: '/permits/*' }] });
const other = (id: string, code: string, more: Partial<Agreement> = {}): Agreement =>
  agreementOf({ id, purpose: { code, text: { id: code } }, ...more });

describe('a call is granted', () => {
  it('under an agreement for the whole service', () => {
    const agreement = agreementOf();
    expect(ask([agreement], { method: 'DELETE', path: '/any/thing' })).toEqual({ agreement, pattern: '/**' });
  });

  it('under the endpoint that fits, whose pattern is told', () => {
    const agreement = agreementOf({
      endpoints: [
        { method: 'POST', path: '/**' },
        { method: '*', path: '/permits/*' },
      ],
    });
    expect(ask([agreement]).pattern).toBe('/permits/*');
    expect(ask([agreement], { method: 'POST' }).pattern).toBe('/**');
  });

  it.each(['2026-06-15', '2026-01-01', '2026-12-31'])('on %s, the days of the agreement inclusive', (day) => {
    const agreement = agreementOf({ validFrom: '2026-01-01', validUntil: '2026-12-31' });
    expect(ask([agreement], { day }).agreement).toBe(agreement);
  });

  it('under the agreement whose purpose is named', () => {
    const wanted = other('PKS-2', 'statistik');
    expect(ask([agreementOf(), wanted], { purpose: 'statistik' }).agreement).toBe(wanted);
  });

  it('without a purpose where all that fit have the same', () => {
    const first = agreementOf();
    expect(ask([first, agreementOf({ id: 'PKS-2' })]).agreement).toBe(first);
  });

  it('without a purpose where only one of two purposes covers the endpoint', () => {
    const elsewhere = other('PKS-2', 'statistik', { endpoints: [{ method: 'GET', path: '/numbers' }] });
    expect(ask([elsewhere, forReading]).agreement).toBe(forReading);
  });

  it.each(['GOV/SETDA', 'SETDA'])('for the party %s that the agreement names', (representedParty) => {
    const own = agreementOf();
    const represented = agreementOf({ id: 'PKS-2', onBehalfOf: 'ID-LA/GOV/SETDA' });
    expect(ask([own, represented], { representedParty }).agreement).toBe(represented);
    expect(ask([own, represented]).agreement).toBe(own);
  });
});

describe('a call is denied, with the first condition that nothing met', () => {
  const expired = agreementOf({ validUntil: '2026-06-14' });
  const coming = agreementOf({ validFrom: '2026-06-16' });
  const suspended = agreementOf({ status: 'suspended' });

  it.each<[string, string, readonly Agreement[], Partial<AccessRequest>]>([
    ['no agreement', 'NO_AGREEMENT', [], {}],
    ['only an expired one', 'AGREEMENT_EXPIRED', [expired], {}],
    ['only one that is to come', 'AGREEMENT_NOT_YET', [coming], {}],
    ['only a suspended one', 'AGREEMENT_SUSPENDED', [suspended], {}],
    ['a suspended one beside an expired one', 'AGREEMENT_SUSPENDED', [expired, suspended], {}],
    ['one to come beside an expired one', 'AGREEMENT_NOT_YET', [expired, coming], {}],
    ['another path', 'ENDPOINT_DENIED', [forReading], { path: '/other' }],
    ['a longer path', 'ENDPOINT_DENIED', [forReading], { path: '/permits/1/2' }],
    ['another method', 'ENDPOINT_DENIED', [forReading], { method: 'DELETE' }],
    ['HEAD where only GET is agreed', 'ENDPOINT_DENIED', [forReading], { method: 'HEAD' }],
    ['a covered path of an expired one', 'ENDPOINT_DENIED', [expired, forReading], { path: '/other' }],
    ['another purpose', 'PURPOSE_DENIED', [agreementOf()], { purpose: 'lain' }],
    ['several purposes', 'PURPOSE_AMBIGUOUS', [agreementOf(), other('PKS-2', 'statistik')], {}],
    ['a represented party', 'REPRESENTATION_DENIED', [agreementOf()], { representedParty: 'SETDA' }],
    [
      'no represented party',
      'REPRESENTATION_DENIED',
      [agreementOf({ onBehalfOf: 'ID-LA/GOV/SETDA' })],
      { representedParty: undefined },
    ],
    [
      'the end of a party code',
      'REPRESENTATION_DENIED',
      [agreementOf({ onBehalfOf: 'ID-LA/GOV/SETDA' })],
      { representedParty: 'DA' },
    ],
  ])('%s: %s', (_, code, agreements, more) => {
    expect(denial(agreements, more)).toBe(code);
  });

  it('names the agreement and the day that count', () => {
    expect(errorOf(() => ask([coming])).params).toEqual({ agreement: 'PKS-1', day: '2026-06-16' });
    const older = agreementOf({ id: 'PKS-0', validUntil: '2025-01-01' });
    expect(errorOf(() => ask([older, expired])).params).toEqual({ agreement: 'PKS-1', day: '2026-06-14' });
    expect(errorOf(() => ask([])).params).toEqual({ consumer: CONSUMER, service: SERVICE_ID });
  });

  it('names the purposes to choose from', () => {
    expect(errorOf(() => ask([agreementOf(), other('PKS-2', 'statistik')])).params).toEqual({
      purposes: 'verifikasi, statistik',
    });
  });
});
