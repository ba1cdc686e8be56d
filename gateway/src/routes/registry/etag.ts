import { REGISTRY, SimpulError } from '@simpul/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Entity tag of a revision (RFC 9110, 8.8.3). */
const TAG = /^"([1-9]\d{0,15})"$/;

/** Says which revision an answer is of. */
export function withETag<V extends { readonly revision: number }>(reply: FastifyReply, view: V): V {
  reply.header('ETag', `"${view.revision}"`);
  return view;
}

/**
 * The revision that a caller saw of what is to be changed.
 * @throws SimpulError `SIMPUL_REGISTRY_PRECONDITION_MISSING`; `SIMPUL_REGISTRY_PRECONDITION_FAILED` for a tag of another kind
 */
export function revisionSeen({ headers }: Pick<FastifyRequest, 'headers'>, kind: string, id: string): number {
  const given = headers['if-match'];
  if (given === undefined) throw new SimpulError(REGISTRY.PRECONDITION_MISSING);
  const revision = TAG.exec(given.trim())?.[1];
  if (revision === undefined) throw new SimpulError(REGISTRY.PRECONDITION_FAILED, { params: { kind, id } });
  return Number(revision);
}

/** The same, or 0 where a caller means to create (`If-None-Match: *`). */
export function revisionOrNone(request: Pick<FastifyRequest, 'headers'>, kind: string, id: string): number {
  const creates = request.headers['if-none-match']?.trim() === '*' && request.headers['if-match'] === undefined;
  return creates ? 0 : revisionSeen(request, kind, id);
}
