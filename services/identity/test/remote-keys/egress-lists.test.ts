import { expect, it } from '@jest/globals';
import type { RegistryObject } from '@simpul/contracts';
import { EgressLists } from '../../src/remote-keys/egress-lists.ts';

const ID = 'ID-LA/GOV/M';
const settings = (allow: string[]): RegistryObject => ({
  kind: 'settings',
  id: 'region',
  value: {
    instance: 'ID-LA',
    name: { id: 'Lampung' },
    mode: 'sandbox',
    timezone: 'Asia/Jakarta',
    xroad: { errorStyle: 'x7' },
    egress: { allow },
  },
});
const member = (allow?: string[]): RegistryObject => ({
  kind: 'member',
  id: ID,
  value: { id: ID, name: { id: 'M' }, kind: 'opd', ...(allow && { egress: { allow } }) },
});

it('a member has its own list, else the region’s; before anything is known nothing is allowed', () => {
  const lists = new EgressLists();
  expect([lists.region, lists.forSubsystem(`${ID}/s`)]).toEqual([[], []]);
  lists.apply([settings(['10.0.0.0/8']), member()], []);
  expect(lists.forSubsystem(`${ID}/s`)).toEqual(['10.0.0.0/8']);
  lists.apply([member(['10.1.0.0/16'])], []);
  expect(lists.forSubsystem(`${ID}/s`)).toEqual(['10.1.0.0/16']);
  expect(lists.forSubsystem('ID-LA/GOV/M2/s')).toEqual(['10.0.0.0/8']);
  lists.apply([member([])], []);
  expect(lists.forSubsystem(`${ID}/s`)).toEqual([]);
  lists.apply([], [{ kind: 'member', id: ID }]);
  expect(lists.forSubsystem(`${ID}/s`)).toEqual(['10.0.0.0/8']);
  expect(lists.region).toEqual(['10.0.0.0/8']);
});
