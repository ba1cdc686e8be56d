import type { Agreement, ManagedBy, Member, RegistryObject, Settings } from '@simpul/contracts';
import { isSimpulError, type SimpulError } from '@simpul/errors';
import type { JsonValue } from '@simpul/store';
import fc from 'fast-check';
import { type Registry, Snapshot } from '../src/store/snapshot.ts';

export function settingsOf(more: Partial<Settings> = {}): RegistryObject {
  const value: Settings = {
    instance: 'ID-LA',
    name: { id: 'Lampung' },
    mode: 'sandbox',
    timezone: 'Asia/Jakarta',
    xroad: { errorStyle: 'x7' },
    egress: { allow: [] },
    ...more,
  };
  return { kind: 'settings', id: 'region', value };
}

export function memberOf(code: string, name = code, more: Partial<Member> = {}): RegistryObject {
  const id = `ID-LA/GOV/${code}`;
  return { kind: 'member', id, value: { id, name: { id: name }, kind: 'opd', ...more } };
}

export function groupOf(code: string, members: string[] = []): RegistryObject {
  return { kind: 'group', id: code, value: { code, members } };
}

export function agreementOf(id: string, more: Partial<Agreement> = {}): RegistryObject {
  const value: Agreement = {
    id,
    version: 1,
    dataElements: [],
    personal: 'none',
    consumer: 'ID-LA/GOV/A/a',
    service: 'ID-LA/GOV/B/b/s',
    purpose: { code: 'p', text: { id: 'p' } },
    legalBasis: 'l',
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
    signatures: 'none',
    status: 'active',
    digest: 'A'.repeat(43),
    ...more,
  };
  return { kind: 'agreement', id, value };
}

const code = fc.constantFrom('A', 'B', 'C', 'D');
const name = fc.constantFrom('x', 'y');

/** Objects of several kinds, whose ids are shared between kinds; no two with one kind and id. */
export const objects: fc.Arbitrary<RegistryObject[]> = fc.uniqueArray(
  fc.oneof(
    fc.tuple(code, name).map(([id, text]) => memberOf(id, text)),
    fc.tuple(code, fc.subarray(['m', 'n'])).map(([id, members]) => groupOf(id, members)),
    fc.tuple(code, name).map(([id, legalBasis]) => agreementOf(id, { legalBasis })),
  ),
  { selector: ({ kind, id }) => `${kind} ${id}` },
);

/** A registry that holds these, by whom each is managed. */
export function registryOf(held: readonly RegistryObject[], managedBy: ManagedBy = 'api'): Registry {
  const snapshot = new Snapshot();
  const changes = held.map(({ kind, id, value }, i) => ({
    revision: i + 1,
    kind,
    id,
    managedBy,
    value: value as unknown as JsonValue,
  }));
  if (held.length > 0) snapshot.apply({ id: '1', first: 1, last: held.length, at: 0, changes });
  return snapshot;
}

/** The error that a call ends with. */
export async function lateErrorOf(outcome: Promise<unknown>): Promise<SimpulError> {
  try {
    await outcome;
  } catch (error) {
    if (isSimpulError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
