import { type PageAnswer, seeOther } from '../http/page-answer.ts';
import type { Route } from '../http/route-table.ts';
import { fieldOf, type OwnVisit } from '../http/visit.ts';
import { consentPage } from './consent-page.ts';
import { deviceCodePage, endPage } from './device-pages.ts';
import type { WaitingAuthorizations, WaitingDevices } from './waiting-clients.ts';

const DEVICE = '/people/device';
/** Where the command listens for its code; browsers count a form's redirects as where it leads. */
const LOOPBACK = ['http://127.0.0.1:*'];

/** What clients ask a person: by a code of another device, or in this browser. */
export function consentRoutes(waiting: {
  readonly devices: WaitingDevices;
  readonly authorizations: WaitingAuthorizations;
}): Route[] {
  const { devices, authorizations } = waiting;

  async function askDevice(visit: OwnVisit, userCode: string): Promise<PageAnswer> {
    const device = await devices.find({ userCode, personId: visit.session.person.id });
    if (device === undefined)
      return deviceCodePage(visit, { action: DEVICE, userCode, problem: visit.text.device.wrong });
    return consentPage(visit, { action: DEVICE, client: device.client, device });
  }
  async function decideDevice(visit: OwnVisit, decision: 'approve' | 'refuse'): Promise<PageAnswer> {
    const { person, id } = visit.session;
    const userCode = fieldOf(visit, 'user_code');
    const decided = await (decision === 'approve'
      ? devices.approve(userCode, { personId: person.id, sessionId: id })
      : devices.refuse(userCode, { personId: person.id }));
    if (!decided) return endPage(visit, 'gone');
    return endPage(visit, decision === 'approve' ? 'done' : 'denied');
  }

  return [
    {
      path: DEVICE,
      for: 'signed-in',
      get: (visit) => {
        const userCode = visit.request.query.get('user_code');
        return userCode === null ? deviceCodePage(visit, { action: DEVICE }) : askDevice(visit, userCode);
      },
      post: (visit) => {
        const decision = decisionIn(visit);
        return decision === undefined ? askDevice(visit, fieldOf(visit, 'user_code')) : decideDevice(visit, decision);
      },
    },
    {
      path: '/people/authorize/:uid',
      for: 'signed-in',
      get: async (visit) => {
        const waits = await authorizations.find(uidOf(visit), visit.request.header('cookie'));
        if (waits === undefined) return endPage(visit, 'gone');
        return consentPage(visit, { action: visit.request.path, client: waits.client, formTargets: LOOPBACK });
      },
      post: async (visit) => {
        const cookieHeader = visit.request.header('cookie');
        const next = await (decisionIn(visit) === 'approve'
          ? authorizations.approve(uidOf(visit), { cookieHeader, personId: visit.session.person.id })
          : authorizations.refuse(uidOf(visit), { cookieHeader }));
        return next === undefined ? endPage(visit, 'gone') : seeOther(next);
      },
    },
  ];
}

const uidOf = ({ segments }: OwnVisit) => segments['uid'] ?? '';

function decisionIn(visit: OwnVisit): 'approve' | 'refuse' | undefined {
  const decision = fieldOf(visit, 'decision');
  return decision === 'approve' || decision === 'refuse' ? decision : undefined;
}
