import { type Handler, handler } from '@simpul/bus';
import { auditFindings, type Finding, type FindingKind } from '@simpul/contracts';
import { AUDIT, HTTP, SimpulError } from '@simpul/errors';
import type { LogStore, NumberedFinding } from '@simpul/store';
import { readFindingCursor, writeFindingCursor } from '../completeness/finding-cursor.ts';
import type { AuditLog } from '../log.ts';
import type { LookRecorder } from '../look-recorder.ts';

/** A log with the findings that it keeps. */
export interface FindingsLog {
  readonly name: string;
  readonly findings: LogStore['findings'];
}

export interface FindingsDeps {
  /** The log that takes leaves: a look leaves one. */
  readonly log: () => AuditLog;
  /** All logs that keep findings, newest first. */
  readonly keepers: () => readonly FindingsLog[];
  readonly looks: Pick<LookRecorder, 'record'>;
}

/** `audit.findings`: what was found amiss, raised last first. For auditors only; a look leaves a leaf, as with records. */
export function findingsAction({ log, keepers, looks }: FindingsDeps): Handler {
  return handler(auditFindings, async ({ filter, limit, cursor, asker }) => {
    if (!asker.auditor) throw new SimpulError(HTTP.FORBIDDEN, { params: { scope: 'audit:read' } });
    const all = keepers();
    const from = cursor === undefined ? undefined : readFindingCursor(cursor, filter);
    const start = from === undefined ? 0 : all.findIndex(({ name }) => name === from.log);
    if (start === -1) throw new SimpulError(AUDIT.CURSOR_INVALID);
    await looks.record(log(), asker);
    const found: { readonly finding: NumberedFinding; readonly keeper: string }[] = [];
    for (const { name, findings } of all.slice(start)) {
      // One more than is shown, to know whether there is another page.
      const page = { limit: limit + 1 - found.length, ...(name === from?.log ? { before: from.before } : {}) };
      if (page.limit > 0) for (const finding of await findings(filter, page)) found.push({ finding, keeper: name });
    }
    const last = found.length > limit ? found[limit - 1] : undefined;
    return {
      findings: found.slice(0, limit).map(({ finding }) => withoutNumber(finding)),
      ...(last === undefined
        ? {}
        : { next: writeFindingCursor({ log: last.keeper, before: last.finding.number }, filter) }),
    };
  });
}

/** What raises findings names their kinds; the store takes any. */
function withoutNumber({ id, kind, at, log, index, source, detail }: NumberedFinding): Finding {
  return {
    id,
    kind: kind as FindingKind,
    at,
    log,
    detail,
    ...(index === undefined ? {} : { index }),
    ...(source === undefined ? {} : { source }),
  };
}
