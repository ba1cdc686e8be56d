import type { Logger } from '@simpul/telemetry';
import type { RateLimiter } from '../domain/rate-limiter.ts';
import type { Route } from '../pages/http/route-table.ts';
import type { UpstreamLink } from '../pages/sign-in/sign-in-page.ts';
import type { People } from '../people/people.ts';
import type { OauthRecords } from '../store/oauth-records.ts';
import { createBegunSignIns } from './begun-sign-ins.ts';
import { createUpstreamClient } from './upstream-client.ts';
import { UPSTREAM_START, type UpstreamConfig } from './upstream-config.ts';
import { upstreamRoutes } from './upstream-routes.ts';

export interface UpstreamOptions {
  readonly publicUrl: string;
  readonly records: OauthRecords;
  readonly people: Pick<People, 'signIn' | 'upstreamLinks'>;
  /** By the peer's address, of sign-ins that begin: each is kept until it expires. */
  readonly limit: RateLimiter;
  readonly logger: Logger;
}

/** What the pages are told of the region's own OpenID provider: a link to it, and the ways there and back. */
export interface Upstream {
  readonly upstream?: UpstreamLink;
  readonly routes: readonly Route[];
}

/** Signing in with the region's own OpenID provider, where there is one. */
export function createUpstream(config: UpstreamConfig | undefined, options: UpstreamOptions): Upstream {
  if (config === undefined) return { routes: [] };
  const { name } = config;
  const { publicUrl, records, people, limit, logger } = options;
  const client = createUpstreamClient({ ...config, publicUrl });
  const begun = createBegunSignIns(records);
  return {
    upstream: { name, start: UPSTREAM_START },
    routes: upstreamRoutes({ name, publicUrl, client, begun, people, limit, logger }),
  };
}
