import { describe, expect, it } from '@jest/globals';
import { createListDirectory } from '../../src/actions/directory.ts';
import { Directory } from '../../src/domain/directory.ts';
import { CONSUMER, directoryOf, PROVIDER, SERVICE_ID } from '../sample-region.ts';

const AGENCIES = ['ID-LA/GOV/DPMPTSP', 'ID-LA/GOV/DISDUK'].map((id) => ({ id, name: `Dinas ${id}` }));
const MEMBERS = [
  { id: CONSUMER, memberName: 'Dinas ID-LA/GOV/DISDUK', subsystemName: `Sistem ${CONSUMER}`, services: [] },
  { id: PROVIDER, memberName: 'Dinas ID-LA/GOV/DPMPTSP', subsystemName: `Sistem ${PROVIDER}`, services: [SERVICE_ID] },
];

describe('the directory of the bus', () => {
  it.each([{}, { instance: 'ID-LA' }])('names every subsystem with its services: %j', async (asked) => {
    await expect(createListDirectory(directoryOf())(asked)).resolves.toEqual({
      instance: 'ID-LA',
      name: 'Provinsi Lampung',
      mode: 'sandbox',
      agencies: AGENCIES,
      members: MEMBERS,
    });
  });

  it('knows nobody of another instance', async () => {
    await expect(createListDirectory(directoryOf())({ instance: 'EE' })).resolves.toMatchObject({
      agencies: [],
      members: [],
    });
  });

  it('is empty before the registry was heard', async () => {
    await expect(createListDirectory(new Directory())({})).resolves.toEqual({
      instance: '',
      name: '',
      mode: '',
      agencies: [],
      members: [],
    });
  });
});
