import { AUDIT, SimpulError } from '@simpul/errors';
import { type AuditRecord, fetchRecords } from '../api/audit-log.ts';
import type { Session } from '../api/session.ts';
import { advise } from '../output/advice.ts';
import { formatDecisions } from '../output/decisions.ts';
import type { Terminal } from '../terminal.ts';
import { type AuditOptions, withAuditSession } from './audit-session.ts';

/** Records of decisions that are shown: an agreement has few, and its exchanges are not among them. */
const MOST = 1000;
const DECISION = 'config.agreement';

/**
 * Prints every decision on an agreement as the log holds it: who asked, who approved what, when, on which legal basis.
 *
 * @throws SimpulError `SIMPUL_AUDIT_RECORD_UNKNOWN`
 */
export async function showDecisions(id: string, options: AuditOptions, terminal: Terminal): Promise<void> {
  await withAuditSession(options, terminal, async (session) => {
    const records = await decisionsOn(session, id);
    if (records.length === 0) {
      throw advise(
        new SimpulError(AUDIT.RECORD_UNKNOWN),
        'it is an exchange id or the number of an agreement; what the bus did just now may take a moment to be found',
      );
    }
    terminal.out(options.json === true ? `${JSON.stringify({ records })}\n` : formatDecisions(id, records));
  });
}

/** Oldest first. */
async function decisionsOn(session: Session, agreement: string): Promise<AuditRecord[]> {
  const found: AuditRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await fetchRecords(session, {
      agreement,
      type: DECISION,
      limit: String(MOST),
      ...(cursor !== undefined && { cursor }),
    });
    found.push(...page.records);
    cursor = page.next;
  } while (cursor !== undefined && found.length < MOST);
  return found.toReversed();
}
