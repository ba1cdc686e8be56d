import { type Handler, handler } from '@simpul/bus';
import { auditAppend } from '@simpul/contracts';
import type { AuditLog } from '../log.ts';

/** `audit.append`: answered when all leaves are durable. */
export function appendAction(log: () => AuditLog): Handler {
  return handler(auditAppend, async ({ leaves }) => ({ outcomes: await log().append(leaves) }));
}
