import { SimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';
import { type HttpRequest, headerOf } from './http-client.ts';
import { readJson } from './read-json.ts';
import type { Session } from './session.ts';

/** A JSON object that the bus answered with, and its version. */
export interface TaggedObject {
  readonly body: Readonly<Record<string, unknown>>;
  readonly etag: string | undefined;
}

export interface JsonRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** `*` for something new, else the ETag that is known. */
  readonly precondition?: { readonly ifNoneMatch: '*' } | { readonly ifMatch: string };
}

const NOT_FOUND = 404;

/**
 * Sends a request of `/registry/v1` and reads its answer.
 *
 * @throws SimpulError that the bus answered with; `SIMPUL_CLI_NOT_A_BUS` for another answer than a JSON object
 */
export function sendJson(session: Session, { method, path, body, precondition }: JsonRequest): Promise<TaggedObject> {
  return sendTagged(session, {
    method,
    path,
    headers: [
      ...(body === undefined ? [] : ['content-type', method === 'PATCH' ? MERGE_PATCH : 'application/json']),
      ...preconditionHeaders(precondition),
    ],
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

const MERGE_PATCH = 'application/merge-patch+json';

/** The same for a body of any type. */
export async function sendTagged(session: Session, request: HttpRequest): Promise<TaggedObject> {
  const headers = ['accept', 'application/json', ...(request.headers ?? [])];
  const answer = await session.send({ ...request, headers });
  return { body: readJson(answer, request, session.bus.url), etag: headerOf(answer, 'etag') };
}

/** An object, or undefined where there is none. */
export async function findJson(session: Session, path: string): Promise<TaggedObject | undefined> {
  const request = { method: 'GET', path, headers: ['accept', 'application/json'] };
  const answer = await session.send(request);
  if (answer.status === NOT_FOUND) return undefined;
  return { body: readJson(answer, request, session.bus.url), etag: headerOf(answer, 'etag') };
}

/** All of a list that comes in pages. */
export async function* listJson<T>(
  session: Session,
  path: string,
  query: Readonly<Record<string, string>> = {},
): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const search = new URLSearchParams({ limit: '500', ...query, ...(cursor !== undefined && { cursor }) });
    const { items, next } = (await sendJson(session, { method: 'GET', path: `${path}?${search.toString()}` })).body;
    if (!Array.isArray(items)) {
      throw new SimpulError(CLI.NOT_A_BUS, { params: { url: session.bus.url, reason: `GET ${path} lists nothing` } });
    }
    yield* items as T[];
    cursor = typeof next === 'string' ? next : undefined;
  } while (cursor !== undefined);
}

/** Headers of a precondition (RFC 9110, section 13). */
export function preconditionHeaders(precondition: JsonRequest['precondition']): string[] {
  if (precondition === undefined) return [];
  return 'ifMatch' in precondition ? ['if-match', precondition.ifMatch] : ['if-none-match', precondition.ifNoneMatch];
}
