import { HTTP, SimpulError } from '@simpul/errors';
import type { Keys } from '../../keys/keys.ts';
import { actorOf } from '../../people/sessions/actor-of.ts';
import type { People } from '../../people/people.ts';
import { seeOther } from '../http/page-answer.ts';
import { refusalIn } from '../http/refusal.ts';
import type { Route } from '../http/route-table.ts';
import { fieldOf, type OwnVisit } from '../http/visit.ts';
import { askKeyPage } from './ask-key-page.ts';
import { keyRequestPage } from './key-request-page.ts';
import { keyRequestsPage } from './key-requests-page.ts';
import { readPublicJwk } from './read-public-jwk.ts';

const PATH = '/people/keys';

/** Requests for keys of subsystems: asking, and deciding. */
export function keyRoutes(keys: Pick<Keys, 'requestKey' | 'listRequests' | 'decide'>, { accounts }: People): Route[] {
  const nameOf = async (id: string) => (await accounts.find(id))?.name ?? id;
  const requestPage = async (visit: OwnVisit, problem?: string) => {
    const requests = await keys.listRequests(actorOf(visit.session));
    const request = requests.find(({ id }) => id === visit.segments['id']);
    if (request === undefined) throw new SimpulError(HTTP.NOT_FOUND);
    const [asker, decider] = await Promise.all([
      nameOf(request.requestedBy),
      request.decidedBy === undefined ? undefined : nameOf(request.decidedBy),
    ]);
    return keyRequestPage(visit, { request, asker, decider, problem });
  };
  return [
    {
      path: PATH,
      for: 'signed-in',
      get: async (visit) => keyRequestsPage(visit, await keys.listRequests(actorOf(visit.session))),
    },
    {
      path: `${PATH}/ask`,
      for: 'signed-in',
      get: (visit) => askKeyPage(visit, {}),
      post: async (visit) => {
        const jwk = readPublicJwk(fieldOf(visit, 'jwk'));
        if (typeof jwk === 'string') return askKeyPage(visit, { jwk: visit.text.keys[jwk] });
        const note = fieldOf(visit, 'note');
        return refusalIn(
          visit,
          async () => {
            const wish = { subsystem: fieldOf(visit, 'subsystem'), jwk, ...(note !== '' && { note }) };
            const { id } = await keys.requestKey(wish, actorOf(visit.session));
            return seeOther(`${PATH}/requests/${id}?done=sent`);
          },
          (message) => askKeyPage(visit, { subsystem: message }),
        );
      },
    },
    {
      path: `${PATH}/requests/:id`,
      for: 'signed-in',
      get: (visit) => requestPage(visit),
      post: (visit) =>
        refusalIn(
          visit,
          async () => {
            const decision = fieldOf(visit, 'decision') === 'approve' ? 'approve' : 'refuse';
            const reason = fieldOf(visit, 'reason');
            const { id } = await keys.decide({
              id: visit.segments['id'] ?? '',
              decision,
              ...(reason !== '' && { reason }),
              actor: actorOf(visit.session),
            });
            return seeOther(`${PATH}/requests/${id}?done=${decision}`);
          },
          (message) => requestPage(visit, message),
        ),
    },
  ];
}
