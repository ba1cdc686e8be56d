import { LEASES } from '@simpul/store';
import { SHARED_RING } from '../bus-keys/shared-ring.ts';
import { DENIALS } from '../denials/denials.ts';
import { KEY_COLLECTIONS } from '../keys/create-keys.ts';
import { KEY_MAKER, MADE_KEYS } from '../made-keys/made-keys.ts';
import { PEOPLE_COLLECTIONS } from '../people/store/collections.ts';
import { RESPONSE_KEYS } from '../response-keys.ts';
import { SHARED_SECRETS } from '../shared-secrets/shared-secrets.ts';
import { OAUTH_COLLECTION } from './oauth-records.ts';
import { COLLECTIONS } from './replays.ts';

/** Everything that identity's store holds. */
export const ALL_COLLECTIONS = [
  ...COLLECTIONS,
  DENIALS,
  RESPONSE_KEYS,
  ...KEY_COLLECTIONS,
  ...PEOPLE_COLLECTIONS,
  OAUTH_COLLECTION,
  SHARED_SECRETS,
  SHARED_RING,
  MADE_KEYS,
  KEY_MAKER,
  LEASES,
] as const;
