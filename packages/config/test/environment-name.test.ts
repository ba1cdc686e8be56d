import { expect, it } from '@jest/globals';
import { environmentName } from '../src/index.ts';

it.each([
  ['port', 'SIMPUL_PORT'],
  ['publicUrl', 'SIMPUL_PUBLIC_URL'],
  ['authorityMaxAgeMs', 'SIMPUL_AUTHORITY_MAX_AGE_MS'],
])('the variable of %s is %s', (key, name) => expect(environmentName(key)).toBe(name));
