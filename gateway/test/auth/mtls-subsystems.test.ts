import { describe, expect, it } from '@jest/globals';
import type { RegistryObject, Subsystem } from '@simpul/contracts';
import { MtlsSubsystems } from '../../src/auth/mtls-subsystems.ts';

const ID = 'ID-LA/GOV/M/s';

function subsystem(more: Partial<Subsystem>, id = ID): RegistryObject {
  const base: Subsystem = { id, name: { id: 'S' }, link: 'mtls', status: 'active', certificates: ['f1'] };
  const value = { ...base, ...more };
  return { kind: 'subsystem', id, value };
}
function after(...changes: RegistryObject[][]): MtlsSubsystems {
  const mtls = new MtlsSubsystems();
  for (const changed of changes) mtls.apply(changed, []);
  return mtls;
}

describe('subsystems on an mtls link', () => {
  it('are known by the certificates that are registered now', () => {
    const mtls = after([subsystem({ certificates: ['f1', 'f2'] })], [subsystem({ certificates: ['f2', 'f3'] })]);
    expect(['f1', 'f2', 'f3'].map((print) => mtls.ownerOf(print))).toEqual([undefined, ID, ID]);
  });

  it('are not those on another link, nor those that were deleted', () => {
    const token = after([subsystem({ link: 'token' })]);
    expect([token.has(ID), token.ownerOf('f1')]).toEqual([false, undefined]);
    const changed = after([subsystem({})], [subsystem({ link: 'token' })]);
    expect([changed.has(ID), changed.ownerOf('f1')]).toEqual([false, undefined]);
    const deleted = after([subsystem({})]);
    deleted.apply([], [{ kind: 'subsystem', id: ID }]);
    expect([deleted.has(ID), deleted.ownerOf('f1')]).toEqual([false, undefined]);
  });

  it('stay known while they are suspended, and are not active then', () => {
    const mtls = after([subsystem({ status: 'suspended' })]);
    expect([mtls.has(ID), mtls.ownerOf('f1'), mtls.isActive(ID)]).toEqual([true, ID, false]);
  });

  it('keep a certificate that moved to them in the same change', () => {
    const other = 'ID-LA/GOV/M/t';
    const mtls = after([subsystem({})], [subsystem({ certificates: ['f1'] }, other), subsystem({ certificates: [] })]);
    expect(mtls.ownerOf('f1')).toBe(other);
  });
});
