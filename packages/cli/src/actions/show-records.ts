import { AUDIT, SimpulError } from '@simpul/errors';
import { fetchRecords } from '../api/audit-log.ts';
import { formatRecord } from '../output/record.ts';
import type { Terminal } from '../terminal.ts';
import { type AuditOptions, withAuditSession } from './audit-session.ts';

/**
 * Prints every record of one exchange.
 *
 * @throws SimpulError `SIMPUL_AUDIT_RECORD_UNKNOWN`
 */
export async function showRecords(exchangeId: string, options: AuditOptions, terminal: Terminal): Promise<void> {
  await withAuditSession(options, terminal, async (session) => {
    const { records } = await fetchRecords(session, { exchangeId });
    if (records.length === 0) throw new SimpulError(AUDIT.RECORD_UNKNOWN);
    if (options.json === true) terminal.out(`${JSON.stringify({ records })}\n`);
    else terminal.out(records.map(formatRecord).join('\n'));
  });
}
