import type { AccountView, GrantedRole, Invitation } from '@simpul/contracts';
import { SimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';
import type { Session } from './session.ts';

const PATH = '/identity/v1/people';

/** Somebody who was invited, and the link that lets him or her in once. */
export interface Invited {
  readonly person: AccountView;
  readonly link: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** Invites somebody (`POST /identity/v1/people/invitations`). */
export async function invitePerson(session: Session, invitation: Invitation): Promise<Invited> {
  const { person, link, expiresAt } = await send(session, 'POST', `${PATH}/invitations`, invitation);
  if (typeof link !== 'string' || typeof expiresAt !== 'number') throw notOurs(session, 'its invitation has no link');
  return { person: person as AccountView, link, expiresAt };
}

/** All people whom the caller may see. `query` holds filters. */
export async function* listPeople(
  session: Session,
  query: Readonly<Record<string, string>> = {},
): AsyncGenerator<AccountView> {
  let cursor: string | undefined;
  do {
    const search = new URLSearchParams({ limit: '200', ...query, ...(cursor === undefined ? {} : { cursor }) });
    const { people, next } = await session.sendForJson({ method: 'GET', path: `${PATH}?${search.toString()}` });
    if (!Array.isArray(people)) throw notOurs(session, 'its people are no list');
    yield* people as AccountView[];
    cursor = typeof next === 'string' ? next : undefined;
  } while (cursor !== undefined);
}

/** Gives a person these roles instead of those that were seen. */
export async function setRoles(session: Session, seen: AccountView, grants: GrantedRole[]): Promise<AccountView> {
  return (await send(session, 'PATCH', `${PATH}/${seen.id}`, { grants, known: seen.grants })) as AccountView;
}

export async function removePerson(session: Session, id: string): Promise<AccountView> {
  return (await session.sendForJson({ method: 'DELETE', path: `${PATH}/${id}` })) as AccountView;
}

function send(session: Session, method: 'POST' | 'PATCH', path: string, body: unknown) {
  return session.sendForJson({
    method,
    path,
    headers: ['content-type', 'application/json'],
    body: JSON.stringify(body),
  });
}

function notOurs({ bus }: Session, reason: string): SimpulError {
  return new SimpulError(CLI.NOT_A_BUS, { params: { url: bus.url, reason } });
}
