import { describe, expect, it } from '@jest/globals';
import type { Agreement, Version } from '@simpul/contracts';
import { chooseVersion, type VersionQuestion } from '../../src/domain/choose-version.ts';
import { VersionSet } from '../../src/domain/version-set.ts';
import { errorOf } from '../error-code.ts';
import { agreementOf, SERVICE_ID, serviceOf, versionOf } from '../sample-region.ts';

const DAY = '2026-06-15';
const v = (version: string, more: Partial<Version> = {}): Version => versionOf(SERVICE_ID, version, more);
const VERSIONS = [
  v('1.3.0', { state: 'deprecated', sunset: '2026-12-31' }),
  v('2.0.0'),
  v('3.0.0', { from: '2026-07-01' }),
  v('2.1.0', { state: 'sandbox' }),
  v('2.2.0', { state: 'draft' }),
  v('0.9.0', { state: 'retired' }),
  v('1.1.0', { state: 'deprecated', sunset: '2026-06-14' }),
];

function choose(agreements: readonly Agreement[], more: Partial<VersionQuestion> = {}) {
  const service = serviceOf(SERVICE_ID, { version: '2.0.0' });
  const versions = new VersionSet(service, VERSIONS);
  const question = { versions, serviceId: SERVICE_ID, asked: undefined, day: DAY, sandbox: false, ...more };
  const { grant, version } = chooseVersion(
    agreements.map((agreement) => ({ agreement })),
    question,
  );
  return [grant.agreement.id, version.version];
}

const first = agreementOf({ id: 'PKS-1', major: 1 });
const second = agreementOf({ id: 'PKS-2', major: 2 });
const silent = agreementOf({ id: 'PKS-0' });

describe('the version that answers', () => {
  it('is of the major that the agreement is for', () => {
    expect(choose([first])).toEqual(['PKS-1', '1.3.0']);
    expect(choose([second])).toEqual(['PKS-2', '2.0.0']);
  });

  it('is of the major of the default version where the agreement says none', () => {
    expect(choose([silent])).toEqual(['PKS-0', '2.0.0']);
  });

  it('is the lowest that still answers for a consumer with agreements on several', () => {
    expect(choose([second, first])).toEqual(['PKS-1', '1.3.0']);
    expect(choose([second, first], { day: '2027-01-01' })).toEqual(['PKS-2', '2.0.0']);
  });

  it('is the one that X-Simpul-Version names, under the agreement for its major', () => {
    expect(choose([first, second], { asked: '2.0.0' })).toEqual(['PKS-2', '2.0.0']);
    expect(choose([silent], { asked: '2.0.0' })).toEqual(['PKS-0', '2.0.0']);
  });

  it('may be one in state sandbox where the region is a sandbox and it is named', () => {
    expect(choose([first], { asked: '2.1.0', sandbox: true })).toEqual(['PKS-1', '2.1.0']);
  });
});

describe('a version that does not answer', () => {
  const refusal = (agreements: readonly Agreement[], more: Partial<VersionQuestion>) => {
    const { code, params } = errorOf(() => choose(agreements, more));
    return [
      code.replace('SIMPUL_SERVICE_', ''),
      params['state'] ?? params['agreement'] ?? '',
      params['versions'] ?? '',
    ];
  };
  const inForce = '2.0.0, 1.3.0';

  it.each<[string, string, string, string]>([
    ['4.0.0', 'VERSION_UNKNOWN', '', inForce],
    ['2.2.0', 'VERSION_CLOSED', 'draft', inForce],
    ['2.1.0', 'VERSION_CLOSED', 'sandbox', inForce],
    ['0.9.0', 'VERSION_CLOSED', 'retired', inForce],
    ['1.1.0', 'VERSION_CLOSED', 'retired since 2026-06-14', inForce],
    ['3.0.0', 'VERSION_CLOSED', 'active from 2026-07-01', inForce],
    ['2.0.0', 'VERSION_NOT_AGREED', 'PKS-1', ''],
  ])('%s is refused by name: %s', (asked, ...expected) => {
    expect(refusal([first], { asked })).toEqual(expected);
  });

  it('leaves an agreement on its major without one', () => {
    expect(refusal([first], { day: '2027-01-01' })).toEqual(['VERSION_NONE', 'PKS-1', '3.0.0, 2.0.0']);
  });
});
