import { describe, expect, it } from '@jest/globals';
import type { Agreement } from '@simpul/contracts';
import { type AccessRequest, authorise } from '../../src/domain/authorise.ts';
import { VersionSet } from '../../src/domain/version-set.ts';
import { errorOf } from '../error-code.ts';
import {
  agreementOf,
  asObject,
  CONSUMER,
  delegationOf,
  directoryOf,
  memberOf,
  SERVICE_ID,
  serviceOf,
  versionOf,
} from '../sample-region.ts';

/** The consumer's agency asks for one party by its delegation. */
const delegating = directoryOf(asObject.delegation(delegationOf()));
const DAY = '2026-06-15';

function ask(agreements: readonly Agreement[], more: Partial<AccessRequest> = {}, directory = delegating) {
  return authorise(
    agreements,
    {
      consumer: CONSUMER,
      serviceId: SERVICE_ID,
      method: 'GET',
      path: '/permits/1',
      purpose: undefined,
      representedParty: undefined,
      version: undefined,
      versions: new VersionSet(serviceOf(SERVICE_ID), []),
      sandbox: true,
      day: DAY,
      ...more,
    },
    directory,
  );
}

const denial = (...args: Parameters<typeof ask>): string =>
  errorOf(() => ask(...args)).code.replace(/^SIMPUL_ACCESS_/, '');

const forReading = agreementOf({ endpoints: [{ method: 'GET', path: '/permits/*' }] });
const other = (id: string, code: string, more: Partial<Agreement> = {}): Agreement =>
  agreementOf({ id, purpose: { code, text: { id: code } }, ...more });

describe('a call is granted', () => {
  it('under an agreement for the whole service', () => {
    const agreement = agreementOf();
    expect(ask([agreement], { method: 'DELETE', path: '/any/thing' })).toMatchObject({ agreement, pattern: '/**' });
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

describe('a call on behalf of another', () => {
  const represented = agreementOf({ onBehalfOf: 'ID-LA/GOV/SETDA' });
  const provided = agreementOf({ providedFor: 'ID-LA/GOV/BKD' });
  const given = (...more: Parameters<typeof delegationOf>[0][]) =>
    directoryOf(...more.map((one) => asObject.delegation(delegationOf(one))));

  it('needs a delegation in force of the consumer’s side', () => {
    const asking = { representedParty: 'SETDA' };
    expect(ask([represented], asking).agreement).toBe(represented);
    for (const facts of [
      given(),
      given({ status: 'revoked' }),
      given({ side: 'provider' }),
      given({ services: ['I/G/M/S/x'] }),
    ]) {
      const { code, params } = errorOf(() => ask([represented], asking, facts));
      expect([code, params]).toEqual([
        'SIMPUL_ACCESS_DELEGATION_MISSING',
        { agreement: 'PKS-1', party: 'ID-LA/GOV/SETDA', consumer: CONSUMER },
      ]);
    }
  });

  it('needs one of the provider’s side where another agency provides', () => {
    const facts = given({ side: 'provider', from: 'ID-LA/GOV/BKD', to: 'ID-LA/GOV/DPMPTSP' });
    expect(ask([provided], {}, facts).agreement).toBe(provided);
    const { code, params } = errorOf(() => ask([provided]));
    expect([code, params]).toEqual([
      'SIMPUL_ACCESS_PROVISION_UNDELEGATED',
      { agreement: 'PKS-1', party: 'ID-LA/GOV/BKD', provider: 'ID-LA/GOV/DPMPTSP/sicantik' },
    ]);
  });

  it('goes under another agreement of the same purpose where there is one that needs none', () => {
    const own = agreementOf({ id: 'PKS-2' });
    expect(ask([provided, own]).agreement).toBe(own);
  });
});

describe('an agreement by what an agency is', () => {
  const forCities = agreementOf({ consumer: '*', eligibility: { kind: ['pemkot'] } });
  const city = directoryOf(asObject.member(memberOf('ID-LA/GOV/DISDUK', { kind: 'pemkot' })));

  it('gives the right while the consumer’s agency is so', () => {
    expect(ask([forCities], {}, city).agreement).toBe(forCities);
    const { code, params } = errorOf(() => ask([forCities]));
    expect([code, params]).toEqual(['SIMPUL_ACCESS_ELIGIBILITY_LOST', { agreement: 'PKS-1', consumer: CONSUMER }]);
  });
});

describe('the version that answers', () => {
  const versions = new VersionSet(serviceOf(SERVICE_ID), [versionOf(SERVICE_ID, '2.0.0')]);

  it('is told with the right', () => {
    expect(ask([agreementOf({ major: 1 })], { versions }).version.version).toBe('1.2.0');
    expect(ask([agreementOf()], { versions }).version.version).toBe('2.0.0');
    expect(denial([agreementOf({ major: 1 })], { versions, version: '2.0.0' })).toBe(
      'SIMPUL_SERVICE_VERSION_NOT_AGREED',
    );
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
    ['only one that was asked for', 'AGREEMENT_REQUESTED', [agreementOf({ status: 'requested' })], {}],
    ['only one that was revoked', 'AGREEMENT_REVOKED', [agreementOf({ status: 'revoked' })], {}],
    ['only one that was refused', 'AGREEMENT_REFUSED', [agreementOf({ status: 'refused' })], {}],
    ['only one that is over', 'AGREEMENT_EXPIRED', [agreementOf({ status: 'expired' })], {}],
    ['a request beside what is over', 'AGREEMENT_REQUESTED', [expired, agreementOf({ status: 'requested' })], {}],
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
    expect(errorOf(() => ask([older, expired])).params).toEqual({
      agreement: 'PKS-1',
      day: '2026-06-14',
      consumer: CONSUMER,
      service: SERVICE_ID,
    });
    expect(errorOf(() => ask([])).params).toEqual({ consumer: CONSUMER, service: SERVICE_ID });
  });

  it('names the purposes to choose from', () => {
    expect(errorOf(() => ask([agreementOf(), other('PKS-2', 'statistik')])).params).toEqual({
      purposes: 'verifikasi, statistik',
    });
  });
});
