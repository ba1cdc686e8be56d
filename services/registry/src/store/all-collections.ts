import { LEASES } from '@simpul/store';
import { TELLING } from '../agreements/tell-region.ts';
import { FOUNDING } from '../founding/found-region.ts';
import { NOTICES } from '../notices/notice-rows.ts';
import { COMMITS } from './commits.ts';
import { FIRST_OBJECTS } from './migrate.ts';

/** Everything that the registry's store holds. */
export const COLLECTIONS = [COMMITS, FIRST_OBJECTS, NOTICES, FOUNDING, TELLING, LEASES] as const;
