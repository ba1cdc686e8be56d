import { describe, expect, it } from '@jest/globals';
import { checkPeople } from '../../../src/doctor/checks/people.ts';
import type { FileFact } from '../../../src/doctor/patient.ts';
import { codes, folderWith, INSTANCE, makePatient } from '../make-patient.ts';

const PRODUCTION = { ...INSTANCE, mode: 'production' } as const;
const key: FileFact = { path: 'keys/first-operator.jwk', isFolder: false, mode: 0o600, uid: 0, mtimeMs: 0 };

describe('the people of a region', () => {
  it.each([
    {
      about: 'production that still holds the key for it',
      instance: PRODUCTION,
      files: [key],
      found: 'people-no-operator',
    },
    { about: 'production without that key', instance: PRODUCTION, files: [], found: 'people-operator' },
    { about: 'a sandbox', instance: INSTANCE, files: [key], found: 'people-sandbox' },
  ])('in $about: $found', async ({ instance, files, found }) => {
    expect(codes(await checkPeople(makePatient({ folder: folderWith({ instance, files }) })))).toEqual([found]);
  });

  it('are not looked at from outside', async () => {
    expect(codes(await checkPeople(makePatient()))).toEqual(['people-outside']);
  });
});
