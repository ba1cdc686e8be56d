import { describe, expect, it } from '@jest/globals';
import { planFile } from '../../src/domain/file-managed.ts';
import { type Registry, Snapshot } from '../../src/store/snapshot.ts';
import { memberOf, registryOf, settingsOf } from '../sample-objects.ts';

/** A registry whose member `A` is the file's, with a system that the API registered. */
function mixed(): Registry {
  const snapshot = new Snapshot();
  const system = { id: 'ID-LA/GOV/A/s', name: { id: 's' }, link: 'token', status: 'active', certificates: [] };
  const file = memberOf('A');
  snapshot.apply({
    id: '1',
    first: 1,
    last: 2,
    at: 0,
    changes: [
      { revision: 1, kind: 'member', id: file.id, managedBy: 'file', value: JSON.parse(JSON.stringify(file.value)) },
      { revision: 2, kind: 'subsystem', id: system.id, managedBy: 'api', value: system },
    ],
  });
  return snapshot;
}

describe('a region file beside the API', () => {
  it('neither sees nor touches what the API manages', () => {
    const registry = registryOf([settingsOf(), memberOf('A')], 'api');
    expect(planFile(registry, [memberOf('B')], true)).toEqual([
      { action: 'create', kind: 'member', id: 'ID-LA/GOV/B', fields: [] },
    ]);
  });

  it('is refused where it names what the API manages', () => {
    const registry = registryOf([memberOf('A')], 'api');
    expect(() => planFile(registry, [memberOf('A', 'other')], false)).toThrow(
      expect.objectContaining({
        code: 'SIMPUL_REGISTRY_MANAGED_BY_API',
        params: { kind: 'member', id: 'ID-LA/GOV/A' },
      }),
    );
  });

  it('deletes nothing that an object of the API needs', () => {
    expect(() => planFile(mixed(), [], true)).toThrow(expect.objectContaining({ code: 'SIMPUL_REGISTRY_IN_USE' }));
    expect(planFile(mixed(), [], false)).toMatchObject([{ action: 'keep', kind: 'member' }]);
  });
});
