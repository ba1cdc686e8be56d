import { REGISTRY, SimpulError } from '@simpul/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isKnown } from '../if-none-match.ts';
import { readExpected } from './read-expected.ts';

interface Revised {
  readonly revision: number;
}

/** Entity tag of a revision (RFC 9110, 8.8.3). */
export function etagOf({ revision }: Revised): string {
  return `"${revision}"`;
}

/** Says which revision an answer is of; nobody else may keep it. */
export function withETag<V extends Revised>(reply: FastifyReply, view: V): V {
  reply.header('Cache-Control', 'private, no-store').header('ETag', etagOf(view));
  return view;
}

/**
 * Shows an object with its revision, or 304 where the caller has this one.
 * @param body - what is shown of it
 */
export function showTagged<B>(request: FastifyRequest, reply: FastifyReply, view: Revised, body: B): B | FastifyReply {
  withETag(reply, view);
  return isKnown(request.headers['if-none-match'], etagOf(view)) ? reply.code(304).send() : body;
}

/**
 * The one revision that a caller saw of what is to be changed.
 * @throws SimpulError `SIMPUL_REGISTRY_PRECONDITION_MISSING`; `SIMPUL_REGISTRY_PRECONDITION_FAILED` for `*`, several tags or one of another kind
 */
export function revisionSeen(request: Pick<FastifyRequest, 'headers'>, kind: string, id: string): number {
  const revision = revisionOrNone(request, kind, id);
  if (revision === 0) throw new SimpulError(REGISTRY.PRECONDITION_MISSING);
  return revision;
}

/** The same, or 0 where a caller means to create (`If-None-Match: *`). */
export function revisionOrNone({ headers }: Pick<FastifyRequest, 'headers'>, kind: string, id: string): number {
  const expected = readExpected(headers, kind, id);
  if (expected === 'absent') return 0;
  const [revision, ...others] = expected === 'present' ? [] : expected;
  if (revision !== undefined && others.length === 0) return revision;
  throw new SimpulError(REGISTRY.PRECONDITION_FAILED, { params: { kind, id } });
}

/** Insists that a caller means to create: what is there is never changed. @throws SimpulError as `revisionSeen` does */
export function requireNew({ headers }: Pick<FastifyRequest, 'headers'>, kind: string, id: string): void {
  if (readExpected(headers, kind, id) !== 'absent') {
    throw new SimpulError(REGISTRY.PRECONDITION_FAILED, { params: { kind, id } });
  }
}
