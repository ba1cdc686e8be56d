import type { DocumentStore } from '@simpul/store';
import type { Provider } from 'oidc-provider';
import { addressesOf } from '../../config.ts';
import { createRateLimiter } from '../../domain/rate-limiter.ts';
import type { People } from '../../people/people.ts';
import { openOauthRecords } from '../../store/oauth-records.ts';
import { type AuthorizationRequests, createAuthorizationRequests } from './authorization-requests.ts';
import { createDeviceRequests, type DeviceRequests } from './device-requests.ts';
import { directoryOf } from './directory-of.ts';
import type { PeopleModelsOptions } from './models.ts';
import { createPollPace } from './poll-pace.ts';

/** Codes of devices that one person may enter, each shown and then decided on; of 20^8 codes few ever wait. */
const CODE_TRIES = { perMinute: 20, burst: 40, maxKeys: 10_000 };

export interface LoginOptions {
  readonly store: DocumentStore;
  readonly people: Pick<People, 'accounts' | 'sessions'>;
  readonly publicUrl: string;
  /** The provider that serves now; it is another one after its keys have changed. */
  readonly provider: () => Provider;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** How clients come to act for people: what the provider stores for it, and what people decide. */
export interface Login {
  readonly models: PeopleModelsOptions;
  readonly devices: DeviceRequests;
  readonly authorizations: AuthorizationRequests;
  /** Deletes what has expired. */
  prune(): Promise<void>;
}

export function createLogin({ store, people, publicUrl, provider, now }: LoginOptions): Login {
  const records = openOauthRecords(store);
  const { api } = addressesOf(publicUrl);
  return {
    models: { records, people: directoryOf(people), pace: createPollPace(now) },
    devices: createDeviceRequests({ provider, records, api, tries: createRateLimiter({ ...CODE_TRIES, now }) }),
    authorizations: createAuthorizationRequests({ provider, api }),
    prune: () => records.prune(Math.floor(Date.now() / 1000)),
  };
}
