import type { Finding } from '@simpul/contracts';
import { fetchFindings } from '../api/audit-findings.ts';
import type { Session } from '../api/session.ts';
import { FINDINGS_PAUSE_MS, PAGE_LIMIT } from '../defaults.ts';
import { formatAuditFinding } from '../output/audit-finding.ts';
import type { Terminal } from '../terminal.ts';
import { type AuditOptions, withAuditSession } from './audit-session.ts';

/** Options of `simpul audit findings`. */
export interface FindingsOptions extends AuditOptions {
  readonly kind?: string;
  readonly since?: string;
  readonly follow?: boolean;
}

/** Prints what the log found amiss, oldest first, and with `follow` what comes. */
export async function showFindings(options: FindingsOptions, terminal: Terminal): Promise<void> {
  const { kind, since, follow, json } = options;
  const filter = {
    limit: String(PAGE_LIMIT),
    ...(kind === undefined ? {} : { kind }),
    ...(since === undefined ? {} : { from: since }),
  };
  await withAuditSession(options, terminal, async (session) => {
    let newest: string | undefined;
    for (;;) {
      const fresh = await fetchUntil(session, filter, newest);
      for (const finding of fresh.toReversed()) {
        terminal.out(`${json === true ? JSON.stringify(finding) : formatAuditFinding(finding)}\n`);
      }
      if (follow !== true) {
        if (fresh.length === 0 && json !== true) terminal.err('No findings.\n');
        return;
      }
      newest = fresh[0]?.id ?? newest;
      await terminal.wait(FINDINGS_PAUSE_MS);
    }
  });
}

/** Findings that were raised after a known one, newest first; all where none is known. */
async function fetchUntil(
  session: Session,
  filter: Readonly<Record<string, string>>,
  known: string | undefined,
): Promise<Finding[]> {
  const fresh: Finding[] = [];
  let cursor: string | undefined;
  do {
    const page = await fetchFindings(session, { ...filter, ...(cursor === undefined ? {} : { cursor }) });
    const at = page.findings.findIndex(({ id }) => id === known);
    fresh.push(...(at === -1 ? page.findings : page.findings.slice(0, at)));
    cursor = at === -1 ? page.next : undefined;
  } while (cursor !== undefined);
  return fresh;
}
