import type { identityRotateBusKey, KeyRequest, Result, SubsystemKey } from '@simpul/contracts';
import type { JWK } from 'jose';
import type { Client } from '../credentials/client-key.ts';
import { signAsClient } from './client-jwt.ts';
import type { Session } from './session.ts';

const REQUESTS = '/identity/v1/key-requests';
const JSON_BODY = ['content-type', 'application/json'];

/** Keys of a subsystem as the bus knows them. @param subsystem - full id */
export async function fetchKeys(session: Session, subsystem: string): Promise<readonly SubsystemKey[]> {
  const { keys } = await session.sendForJson({ method: 'GET', path: pathOf(subsystem) });
  return keys as SubsystemKey[];
}

export interface Replacement {
  readonly jwk: JWK;
  readonly proof: string;
  readonly replaces: { readonly kid: string; readonly until: number };
}

/** Adds a key of the caller's own in place of another. */
export function addKey(session: Session, subsystem: string, replacement: Replacement): Promise<SubsystemKey> {
  return post(session, pathOf(subsystem), replacement);
}

/** Revokes a key for good. */
export function revokeKey(
  session: Session,
  subsystem: string,
  { kid, reason }: { readonly kid: string; readonly reason: string },
): Promise<SubsystemKey> {
  return post(session, `${pathOf(subsystem)}/${encodeURIComponent(kid)}/revoke`, { reason });
}

/** Asks that a key be added. */
export function requestKey(
  session: Session,
  subsystem: string,
  wish: { readonly jwk: JWK; readonly note?: string },
): Promise<KeyRequest> {
  return post(session, REQUESTS, { subsystem: localId(subsystem), ...wish });
}

export async function fetchKeyRequests(session: Session, state?: string): Promise<readonly KeyRequest[]> {
  const query = state === undefined ? '' : `?${new URLSearchParams({ state }).toString()}`;
  const { requests } = await session.sendForJson({ method: 'GET', path: `${REQUESTS}${query}` });
  return requests as KeyRequest[];
}

export function decideKeyRequest(
  session: Session,
  id: string,
  { decision, reason }: { readonly decision: 'approve' | 'refuse'; readonly reason?: string },
): Promise<KeyRequest> {
  return post(session, `${REQUESTS}/${encodeURIComponent(id)}/${decision}`, reason === undefined ? {} : { reason });
}

/** Begins to replace the key that signs tokens. */
export function rotateBusKey(session: Session, of: BusKey): Promise<Result<typeof identityRotateBusKey>> {
  return post(session, `/identity/v1/${of === 'tokens' ? 'bus' : 'response'}-keys/rotate`, {});
}

/** What the bus's own keys sign. */
export const BUS_KEYS = ['tokens', 'responses'] as const;
export type BusKey = (typeof BUS_KEYS)[number];

/** Proves that the caller holds a new key: a compact JWS made with it, for one use within a minute. */
export function provePossession(client: Client, issuer: string): Promise<string> {
  const header = { alg: client.alg, typ: 'simpul-key-proof+jwt' };
  return signAsClient(client, { issuer, header, claims: { jkt: client.thumbprint } });
}

function pathOf(subsystem: string): string {
  return `/identity/v1/subsystems/${localId(subsystem).split('/').map(encodeURIComponent).join('/')}/keys`;
}

function localId(subsystem: string): string {
  return subsystem.split('/').slice(1).join('/');
}

async function post<T>(session: Session, path: string, body: unknown): Promise<T> {
  const answer = await session.sendForJson({ method: 'POST', path, headers: JSON_BODY, body: JSON.stringify(body) });
  return answer as T;
}
