import { describe, expect, it } from '@jest/globals';
import {
  type Agreement,
  type Group,
  type RegistryKind,
  type RegistryObject,
  type Service,
  type Version,
  versionId,
} from '@simpul/contracts';
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
  versionOf,
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
const kinds = fc.constantFrom('opd', 'pemkot');
const states = fc.constantFrom('active', 'deprecated', 'retired');
const url = fc.constantFrom({}, { url: 'http://127.0.0.1:2' });
const contractOfVersion = (service: string, version: string, n: string): RegistryObject => ({
  kind: 'contract',
  id: versionId(service, version),
  value: { ...contractOf(service, n), version },
});
const groupOf = (code: string, members: string[]): RegistryObject => {
  const value: Group = { code, members };
  return { kind: 'group', id: code, value };
};

const object: fc.Arbitrary<RegistryObject> = fc.oneof(
  egress.map((given) => asObject.settings({ ...settings, egress: given ?? { allow: [] } })),
  fc
    .tuple(fc.constantFrom(...MEMBERS), egress, kinds)
    .map(([id, given, kind]) =>
      asObject.member(memberOf(id, given === undefined ? { kind } : { egress: given, kind })),
    ),
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
  fc
    .record({ id: fc.constantFrom(...AGREEMENTS), service: fc.constantFrom(...SERVICES), kind: kinds })
    .map(({ kind, ...chosen }) =>
      asObject.agreement(agreementOf({ ...chosen, consumer: '*', eligibility: { kind: [kind] } })),
    ),
  fc
    .tuple(fc.constantFrom(...SERVICES), fc.constantFrom('1.2.0', '2.0.0'), url, states)
    .map(([id, version, given, state]) => asObject.version(versionOf(id, version, { state, ...given }))),
  fc
    .tuple(fc.constantFrom(...SERVICES), fc.constantFrom('1.2.0', '2.0.0'), number)
    .map(([id, version, n]) => contractOfVersion(id, version, n)),
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
    return all.filter(({ service, consumer: named, eligibility }) => {
      if (service !== serviceId) return false;
      if (named === '*') {
        const kind = this.value('member', consumer.slice(0, -'/a'.length))?.kind;
        return kind !== undefined && eligibility?.kind?.includes(kind) === true;
      }
      if (!named.startsWith('group:')) return named === consumer;
      return this.value('group', named.slice('group:'.length))?.members.includes(consumer) ?? false;
    });
  }

  entries(serviceId: string) {
    const subsystemId = serviceId.slice(0, -'/s'.length);
    const service = this.value('service', serviceId);
    const subsystem = this.value('subsystem', subsystemId);
    if (service === undefined || subsystem === undefined) return undefined;
    const member = this.value('member', subsystemId.slice(0, -'/a'.length));
    const allowed = (member?.egress ?? this.value('settings', '')?.egress)?.allow ?? [];
    return [...this.versionsOf(service)].map(({ version, url: own }) => {
      const contract =
        this.value('contract', versionId(serviceId, version)) ??
        (version === service.version ? this.value('contract', serviceId) : undefined);
      return { service: { ...service, version, url: own ?? service.url }, subsystem, contract, egress: allowed };
    });
  }

  versionsOf({ id, version }: Service): Version[] {
    const all = [...this.objects.values()].flatMap((each) => (each.kind === 'version' ? [each.value] : []));
    const own = all.filter(({ service }) => service === id);
    return own.some((each) => each.version === version) ? own : [...own, versionOf(id, version)];
  }
}

interface OfVersion {
  readonly service: { readonly version: string };
}
const byVersion = (a: OfVersion, b: OfVersion): number => a.service.version.localeCompare(b.service.version);

/** What the directory says of each version of a service that a change could have made or unmade. */
function entriesOf(directory: Directory, id: string) {
  const registered = directory.entry(id);
  if (registered === undefined) return undefined;
  const names = new Set([registered.service.version, '1.2.0', '2.0.0', ...'0123456789'.split('')]);
  return [...names]
    .flatMap((name) => registered.versions.find(name) ?? [])
    .flatMap((version) => directory.entry(id, version) ?? [])
    .map(({ service, subsystem, contract, egress: allowed }) => ({ service, subsystem, contract, egress: allowed }))
    .toSorted(byVersion);
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
            expect(entriesOf(directory, service)).toEqual(plain.entries(service)?.toSorted(byVersion));
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
