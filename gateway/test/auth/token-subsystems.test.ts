import { expect, it } from '@jest/globals';
import type { RegistryObject, Subsystem } from '@simpul/contracts';
import { TokenSubsystems } from '../../src/auth/token-subsystems.ts';

const ID = 'ID-LA/GOV/M/S';
const on = (link: Subsystem['link'], status: Subsystem['status'] = 'active'): RegistryObject => ({
  kind: 'subsystem',
  id: ID,
  value: { id: ID, name: { id: 'S' }, link, status, certificates: [] },
});

it('knows who is on a token link, as the registry changes', () => {
  const keyed = new TokenSubsystems();
  expect(keyed.has(ID)).toBe(false);
  keyed.apply([on('token', 'suspended')], []);
  expect(keyed.has(ID)).toBe(true);
  keyed.apply([on('mtls')], []);
  expect(keyed.has(ID)).toBe(false);
  keyed.apply([on('token')], []);
  keyed.apply([], [{ kind: 'subsystem', id: ID }]);
  expect(keyed.has(ID)).toBe(false);
});
