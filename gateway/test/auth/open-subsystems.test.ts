import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RegistryObject } from '@simpul/contracts';
import { OpenSubsystems } from '../../src/auth/open-subsystems.ts';

const ID = 'ID-LA/GOV/1871-DPMPTSP/sicantik';
type Settings = Extract<RegistryObject, { kind: 'settings' }>['value'];
type Subsystem = Extract<RegistryObject, { kind: 'subsystem' }>['value'];

function settings(mode: 'sandbox' | 'production'): RegistryObject {
  const value: Settings = {
    instance: 'ID-LA',
    name: { id: 'Lampung' },
    mode,
    timezone: 'Asia/Jakarta',
    xroad: { errorStyle: 'x7' },
    egress: { allow: [] },
  };
  return { kind: 'settings', id: 'settings', value };
}

function subsystem(more: Partial<Subsystem>): RegistryObject {
  const value: Subsystem = { id: ID, name: { id: 'x' }, link: 'open', status: 'active', certificates: [], ...more };
  return { kind: 'subsystem', id: ID, value };
}

describe('OpenSubsystems', () => {
  let open: OpenSubsystems;
  beforeEach(() => {
    open = new OpenSubsystems();
    open.apply([settings('sandbox'), subsystem({})], []);
  });

  it('knows the active subsystems with an open link of a sandbox', () => {
    expect(open.sandbox).toBe(true);
    expect(open.has(ID)).toBe(true);
    expect(open.has(`${ID}x`)).toBe(false);
  });

  it.each<Partial<Subsystem>>([{ link: 'token' }, { link: 'mtls' }, { status: 'suspended' }])(
    'forgets one that becomes %p',
    (change) => {
      open.apply([subsystem(change)], []);
      expect(open.has(ID)).toBe(false);
      open.apply([subsystem({})], []);
      expect(open.has(ID)).toBe(true);
    },
  );

  it('forgets one that is deleted, and not for an object of another kind with its id', () => {
    open.apply([], [{ kind: 'member', id: ID }]);
    expect(open.has(ID)).toBe(true);
    open.apply([], [{ kind: 'subsystem', id: ID }]);
    expect(open.has(ID)).toBe(false);
  });

  it('knows none in production, nor before it heard what the region is', () => {
    open.apply([settings('production')], []);
    expect(open.has(ID)).toBe(false);
    expect(open.sandbox).toBe(false);
    const early = new OpenSubsystems();
    early.apply([subsystem({})], []);
    expect(early.has(ID)).toBe(false);
  });
});
