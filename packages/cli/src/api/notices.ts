import type { Notice } from '@simpul/contracts';
import { listJson } from './send-json.ts';
import type { Session } from './session.ts';

/** Notices that concern the caller, newest first. `query` holds filters. */
export function listNotices(session: Session, query: Readonly<Record<string, string>>): AsyncGenerator<Notice> {
  return listJson<Notice>(session, '/registry/v1/notices', query);
}
