import type { LinkView } from '@simpul/contracts';
import { SimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';
import type { Session } from './session.ts';

/** Links in one answer. */
const LIMIT = 1000;

/** The legacy links that there are, up to a thousand (`GET /registry/v1/links`). */
export async function fetchLegacyLinks(session: Session): Promise<readonly LinkView[]> {
  const { items } = await session.sendForJson({ method: 'GET', path: `/registry/v1/links?limit=${LIMIT}` });
  if (Array.isArray(items)) return items as LinkView[];
  throw new SimpulError(CLI.NOT_A_BUS, { params: { url: session.bus.url, reason: 'its links are no list' } });
}
