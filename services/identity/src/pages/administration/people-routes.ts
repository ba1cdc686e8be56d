import { ROLES, type GrantedRole } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import { isLanguage } from '../http/languages.ts';
import { seeOther } from '../http/page-answer.ts';
import { refusalIn } from '../http/refusal.ts';
import type { Route } from '../http/route-table.ts';
import { fieldOf, type OwnVisit } from '../http/visit.ts';
import type { People } from '../../people/people.ts';
import { actorOf } from '../../people/sessions/actor-of.ts';
import { invitationLinkPage, invitePage } from './invite-page.ts';
import { peoplePage } from './people-page.ts';
import { type Done, personPage } from './person-page.ts';

const PATH = '/people/all';
const PER_PAGE = 50;

/** People, for those who may administer them. */
export function peopleRoutes({ accounts, invitations }: People): Route[] {
  const person = async (visit: OwnVisit, problem?: string) =>
    personPage(visit, { account: await accounts.view(actorOf(visit.session), idOf(visit)), problem });
  const change = (what: Done, act: (visit: OwnVisit) => Promise<unknown>) => (visit: OwnVisit) =>
    refusalIn(
      visit,
      async () => {
        await act(visit);
        return seeOther(`${PATH}/${idOf(visit)}?done=${what}`);
      },
      (message) => person(visit, message),
    );
  const regrant = (decide: (grants: readonly GrantedRole[], given: GrantedRole) => readonly GrantedRole[]) =>
    change('granted', async (visit) => {
      const actor = actorOf(visit.session);
      const { grants } = await accounts.view(actor, idOf(visit));
      // What it was decided on goes along: another's change of the same roles in between is not undone.
      await accounts.grant(actor, idOf(visit), { grants: decide(grants, grantIn(visit)), known: grants });
    });
  return [
    {
      path: PATH,
      for: 'signed-in',
      get: async (visit) => {
        const cursor = visit.request.query.get('after');
        const list = { actor: actorOf(visit.session), limit: PER_PAGE, ...(cursor !== null && { cursor }) };
        return peoplePage(visit, await accounts.list(list));
      },
    },
    {
      path: `${PATH}/invite`,
      for: 'signed-in',
      get: (visit) => invitePage(visit),
      post: (visit) =>
        refusalIn(
          visit,
          async () => {
            const language = fieldOf(visit, 'language');
            const invited = await invitations.invite(actorOf(visit.session), {
              email: fieldOf(visit, 'email'),
              name: fieldOf(visit, 'name'),
              ...(isLanguage(language) && { language }),
              grants: [grantIn(visit)],
            });
            return invitationLinkPage(visit, invited);
          },
          (message) => invitePage(visit, message),
        ),
    },
    { path: `${PATH}/:id`, for: 'signed-in', get: (visit) => person(visit) },
    {
      path: `${PATH}/:id/grant`,
      for: 'signed-in',
      post: regrant((grants, given) => [...grants.filter((grant) => !isSame(grant, given)), given]),
    },
    {
      path: `${PATH}/:id/take`,
      for: 'signed-in',
      post: regrant((grants, given) => grants.filter((grant) => !isSame(grant, given))),
    },
    {
      path: `${PATH}/:id/end-sessions`,
      for: 'signed-in',
      post: change('ended', (visit) => accounts.endSessions(actorOf(visit.session), idOf(visit))),
    },
    {
      path: `${PATH}/:id/remove`,
      for: 'signed-in',
      post: change('removed', (visit) => accounts.remove(actorOf(visit.session), idOf(visit))),
    },
  ];
}

const idOf = ({ segments }: OwnVisit) => segments['id'] ?? '';

function grantIn(visit: OwnVisit): GrantedRole {
  const asked = fieldOf(visit, 'role');
  const role = ROLES.find((one) => one === asked);
  if (role === undefined) throw new SimpulError(HTTP.BAD_REQUEST, { params: { reason: 'it names no role' } });
  const scope = fieldOf(visit, 'scope');
  return scope === '' ? { role } : { role, scope };
}

function isSame(one: GrantedRole, other: GrantedRole): boolean {
  return one.role === other.role && one.scope === other.scope;
}
