import type { AgreementAct, AgreementView, AgreementWish } from '@simpul/contracts';
import { listJson, sendJson } from './send-json.ts';
import type { Session } from './session.ts';

const PATH = '/registry/v1/agreements';

/** Asks for an agreement. */
export async function requestAgreement(session: Session, wish: AgreementWish): Promise<AgreementView> {
  return (await sendJson(session, { method: 'POST', path: PATH, body: wish })).body as unknown as AgreementView;
}

/** Agreements that filters let through, in the order of their ids. */
export function listAgreements(
  session: Session,
  query: Readonly<Record<string, string>>,
): AsyncGenerator<AgreementView> {
  return listJson<AgreementView>(session, PATH, query);
}

/** One agreement with its history. */
export async function readAgreement(session: Session, id: string): Promise<AgreementView> {
  return (await sendJson(session, { method: 'GET', path: pathOf(id) })).body as unknown as AgreementView;
}

/** What is decided. */
export interface Decision {
  readonly act: AgreementAct;
  readonly reason?: string;
  /** Last day, for `renew`. */
  readonly validUntil?: string;
  /** Digest of the text that was looked at: where another waits by now, nothing is decided. */
  readonly digest?: string;
}

/** Decides on an agreement. */
export async function decideAgreement(
  session: Session,
  id: string,
  { act, ...body }: Decision,
): Promise<AgreementView> {
  const answer = await sendJson(session, { method: 'POST', path: `${pathOf(id)}/${act}`, body });
  return answer.body as unknown as AgreementView;
}

function pathOf(id: string): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}
