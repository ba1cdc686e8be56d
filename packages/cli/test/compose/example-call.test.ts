import { describe, expect, it } from '@jest/globals';
import type { RegistryObject } from '@simpul/contracts';
import { exampleCall } from '../../src/compose/example-call.ts';

const SERVICE = 'ID-T/GOV/1/a/s';
const CONTRACT = `
paths:
  /nothing/{x}: { get: { parameters: [{ name: x, in: path }] } }
  /permits/{nomor}: { get: { parameters: [{ $ref: '#/components/parameters/Nomor' }] } }
components: { parameters: { Nomor: { name: nomor, in: path, example: 12/3 } } }
`;

/** A region of a consumer, a service with a contract, and agreements of these ids; those of the first have none. */
function region(ids: readonly string[], without: readonly string[] = []): RegistryObject[] {
  const agreement = (id: string, service: string) =>
    ({
      kind: 'agreement',
      id,
      value: {
        id,
        service,
        consumer: 'ID-T/GOV/2/b',
        status: 'active',
        validFrom: '2026-01-01',
        validUntil: '2026-12-31',
      },
    }) as unknown as RegistryObject;
  return [
    { kind: 'subsystem', id: 'ID-T/GOV/2/b', value: { link: 'token' } } as unknown as RegistryObject,
    { kind: 'contract', id: SERVICE, value: { text: CONTRACT } } as unknown as RegistryObject,
    ...without.map((id) => agreement(id, 'ID-T/GOV/1/a/other')),
    ...ids.map((id) => agreement(id, SERVICE)),
  ];
}

describe('exampleCall', () => {
  it('is a call that an agreement allows, with the example of the contract', () => {
    const command = 'npx simpul call ID-T/GOV/1/a/s/permits/12%2F3 --as GOV/2/b';
    expect(exampleCall(region(['PKS-1']), '2026-06-01')).toBe(command);
    expect(exampleCall(region(['PKS-1']), '2027-06-01')).toBeUndefined();
  });

  it('looks at the first agreements only, since a region may have thousands', () => {
    const before = (count: number) => Array.from({ length: count }, (_, n) => `PKS-0-${n}`);
    expect(exampleCall(region(['PKS-1'], before(49)), '2026-06-01')).toBeDefined();
    expect(exampleCall(region(['PKS-1'], before(50)), '2026-06-01')).toBeUndefined();
  });
});
