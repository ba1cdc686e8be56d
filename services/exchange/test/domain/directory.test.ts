import { describe, expect, it } from '@jest/globals';
import type { Agreement, Group, RegistryKind, RegistryObject } from '@simpul/contracts';
import fc from 'fast-check';
import { Directory } from '../../src/domain/directory.ts';
import {
  agreementOf,
  asObject,
  contractOf,
  directoryOf,
  memberOf,
  SERVICE_ID,
  serviceOf,
  settings,
  subsystemOf,
} from '../sample-region.ts';

const MEMBERS = ['I/G/M1', 'I/G/M2'];
const SUBSYSTEMS = MEMBERS.flatMap((member) => [`${member}/a`, `${member}/b`]);
const SERVICES = SUBSYSTEMS.map((subsystem) => `${subsystem}/s`);
const GROUPS = ['g1', 'g2'];
const AGREEMENTS = ['P1', 'P2', 'P3', 'P4'];

const number = fc.integer({ min: 0, max: 9 }).map(String);
const egress = fc.option(
  number.map((n) => ({ allow: [`10.0.0.${n}/32`] })),
  { nil: undefined },
);
const groupOf = (code: string, members: string[]): RegistryObject => {
  const value: Group = { code, members };
  return { kind: 'group', id: code, value };
};

const object: fc.Arbitrary<RegistryObject> = fc.oneof(
  egress.map((given) => asObject.settings({ ...settings, egress: given ?? { allow: [] } })),
  fc
    .tuple(fc.constantFrom(...MEMBERS), egress)
    .map(([id, given]) => asObject.member(memberOf(id, given === undefined ? {} : { egress: given }))),
  fc
    .tuple(fc.constantFrom(...SUBSYSTEMS), number)
    .map(([id, n]) => asObject.subsystem(subsystemOf(id, { name: { id: n } }))),
  fc.tuple(fc.constantFrom(...SERVICES), number).map(([id, version]) => asObject.service(serviceOf(id, { version }))),
  fc.tuple(fc.constantFrom(...SERVICES), number).map(([id, n]) => asObject.contract(contractOf(id, n))),
  fc.tuple(fc.constantFrom(...GROUPS), fc.subarray(SUBSYSTEMS)).map(([code, members]) => groupOf(code, members)),
  fc
    .record({
      id: fc.constantFrom(...AGREEMENTS),
      consumer: fc.constantFrom(...SUBSYSTEMS, ...GROUPS.map((code) => `group:${code}`)),
      service: fc.constantFrom(...SERVICES),
    })
    .map((chosen) => asObject.agreement(agreementOf(chosen))),
);

type Change = { readonly set: RegistryObject } | { readonly remove: { kind: RegistryKind; id: string } };
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: object.map((set) => ({ set })) },
  {
    weight: 1,
    arbitrary: object.filter(({ kind }) => kind !== 'settings').map(({ kind, id }) => ({ remove: { kind, id } })),
  },
);

type ValueOf<K extends RegistryKind> = Extract<RegistryObject, { kind: K }>['value'];

/** Something of everything, so that each later change meets what it could spoil. */
const FILLED = [
  ...MEMBERS.map((id) => asObject.member(memberOf(id))),
  ...SUBSYSTEMS.map((id) => asObject.subsystem(subsystemOf(id))),
  ...SERVICES.flatMap((id) => [asObject.service(serviceOf(id)), asObject.contract(contractOf(id, 'first'))]),
  ...GROUPS.map((code) => groupOf(code, SUBSYSTEMS.slice(1))),
];

/** The same questions answered by looking through everything. */
class PlainDirectory {
  readonly objects = new Map<string, RegistryObject>();

  apply(made: Change): void {
    if ('set' in made)
      this.objects.set(`${made.set.kind} ${made.set.kind === 'settings' ? '' : made.set.id}`, made.set);
    else this.objects.delete(`${made.remove.kind} ${made.remove.id}`);
  }

  value<K extends RegistryKind>(kind: K, id: string): ValueOf<K> | undefined {
    const found = this.objects.get(`${kind} ${id}`);
    return found?.value as ValueOf<K> | undefined;
  }

  agreements(consumer: string, serviceId: string): Agreement[] {
    const all = [...this.objects.values()].flatMap((each) => (each.kind === 'agreement' ? [each.value] : []));
    return all.filter(({ service, consumer: named }) => {
      if (service !== serviceId) return false;
      if (!named.startsWith('group:')) return named === consumer;
      return this.value('group', named.slice('group:'.length))?.members.includes(consumer) ?? false;
    });
  }

  entry(serviceId: string) {
    const subsystemId = serviceId.slice(0, -'/s'.length);
    const service = this.value('service', serviceId);
    const subsystem = this.value('subsystem', subsystemId);
    if (service === undefined || subsystem === undefined) return undefined;
    const member = this.value('member', subsystemId.slice(0, -'/a'.length));
    const allowed = (member?.egress ?? this.value('settings', '')?.egress)?.allow ?? [];
    return { service, subsystem, contract: this.value('contract', serviceId), egress: allowed };
  }
}

describe('the directory', () => {
  it('answers as a search through everything does, after any changes', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (later) => {
        const changes = [...FILLED.map((set) => ({ set })), ...later];
        const directory = new Directory();
        const plain = new PlainDirectory();
        for (const made of changes) {
          if ('set' in made) directory.apply([made.set], []);
          else directory.apply([], [made.remove]);
          plain.apply(made);
          for (const service of SERVICES) {
            expect(directory.entry(service)).toEqual(plain.entry(service));
            for (const consumer of SUBSYSTEMS) {
              const found = directory.agreements(consumer, service);
              expect(new Set(found)).toEqual(new Set(plain.agreements(consumer, service)));
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the entry of a service while only agreements and other services change', () => {
    const directory = directoryOf();
    const entry = directory.entry(SERVICE_ID);
    directory.apply(
      [asObject.agreement(agreementOf({ id: 'PKS-2' })), asObject.service(serviceOf(`${SERVICE_ID}2`))],
      [],
    );
    expect(directory.entry(SERVICE_ID)).toBe(entry);
    directory.apply([asObject.service(serviceOf(SERVICE_ID))], []);
    expect(directory.entry(SERVICE_ID)).not.toBe(entry);
  });
});
