import type { identityHttp, Params } from '@simpul/contracts';
import type { Logger } from '@simpul/telemetry';
import type { RateLimiter } from '../domain/rate-limiter.ts';
import type { Keys } from '../keys/keys.ts';
import type { People } from '../people/people.ts';
import { accountRoutes } from './account/account-routes.ts';
import { peopleRoutes } from './administration/people-routes.ts';
import { consentRoutes } from './consent/consent-routes.ts';
import type { WaitingAuthorizations, WaitingDevices } from './consent/waiting-clients.ts';
import { enrolmentRoutes } from './enrolment/enrolment-routes.ts';
import { invitationRoutes } from './enrolment/invitation-routes.ts';
import { loadStaticFiles } from './files/static-files.ts';
import { answerVisit } from './http/answer-visit.ts';
import { headOf, type PageAnswer } from './http/page-answer.ts';
import { readPageRequest } from './http/page-request.ts';
import { createRouteTable, type Route } from './http/route-table.ts';
import { keyRoutes } from './keys/key-routes.ts';
import type { RegionView } from './region.ts';
import { signInRoutes } from './sign-in/sign-in-routes.ts';
import type { UpstreamLink } from './sign-in/sign-in-page.ts';

export interface PagesOptions {
  /** Where the bus is reached from outside: what the pages' forms come from. */
  readonly publicUrl: string;
  /** As the registry names it now. */
  readonly region: Pick<RegionView, 'current'>;
  readonly people: People;
  readonly keys: Pick<Keys, 'requestKey' | 'listRequests' | 'decide'>;
  /** What clients ask of people, where they can. */
  readonly waiting?: { readonly devices: WaitingDevices; readonly authorizations: WaitingAuthorizations };
  /** The region's own OpenID provider, where there is one. */
  readonly upstream?: UpstreamLink | undefined;
  /** More pages, by whoever makes them. */
  readonly routes?: readonly Route[];
  /** By the peer's address, of all forms. */
  readonly sourceLimit: RateLimiter;
  readonly logger: Logger;
}

/** The pages for people: everything at `/people` and below. */
export function createPages(options: PagesOptions): (params: Params<typeof identityHttp>) => Promise<PageAnswer> {
  const { people, keys, waiting, upstream, routes = [] } = options;
  const files = loadStaticFiles();
  const find = createRouteTable([
    ...signInRoutes(people, upstream),
    ...invitationRoutes(people),
    ...enrolmentRoutes(people),
    ...accountRoutes(people),
    ...keyRoutes(keys, people),
    ...peopleRoutes(people),
    ...(waiting === undefined ? [] : consentRoutes(waiting)),
    ...routes,
  ]);
  return async (params) => {
    const request = readPageRequest(params);
    const file = files.find(request.path);
    const answer = file ?? (await answerVisit(request, find(request.path), { ...options, assets: files.assets }));
    return request.method === 'HEAD' ? headOf(answer) : answer;
  };
}
