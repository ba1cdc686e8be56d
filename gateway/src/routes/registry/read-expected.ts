import type { Expected } from '@simpul/contracts';
import { REGISTRY, SimpulError } from '@simpul/errors';
import type { IncomingHttpHeaders } from 'node:http';

/** Entity tag of a revision (RFC 9110, 8.8.3). */
const TAG = /^"([1-9]\d{0,14})"$/;
const MOST_TAGS = 16;

/**
 * What a writer says it knows of an object: `If-None-Match: *`, `If-Match: *` or its entity tags (RFC 9110, 13.1).
 *
 * @throws SimpulError `SIMPUL_REGISTRY_PRECONDITION_MISSING`; `SIMPUL_REGISTRY_PRECONDITION_FAILED` for tags that are not ours
 */
export function readExpected(headers: IncomingHttpHeaders, kind: string, id: string): Expected {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifMatch === undefined) {
    if (ifNoneMatch?.trim() === '*') return 'absent';
    throw new SimpulError(REGISTRY.PRECONDITION_MISSING);
  }
  if (ifMatch.trim() === '*') return 'present';
  const tags = ifMatch.split(',').map((tag) => Number(TAG.exec(tag.trim())?.[1]));
  const known = tags.filter((tag) => Number.isSafeInteger(tag));
  if (known.length > 0 && known.length <= MOST_TAGS) return known;
  throw new SimpulError(REGISTRY.PRECONDITION_FAILED, { params: { kind, id } });
}
