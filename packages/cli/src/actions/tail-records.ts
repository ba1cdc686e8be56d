import { type AuditRecord, fetchRecords } from '../api/audit-log.ts';
import type { Session } from '../api/session.ts';
import { FOLLOW_PAUSE_MS, PAGE_LIMIT } from '../defaults.ts';
import { formatRecordLine } from '../output/record.ts';
import type { Terminal } from '../terminal.ts';
import { type AuditOptions, withAuditSession } from './audit-session.ts';

/** What stands in a leaf for a person: SHA-256, base64url. */
const COMMITMENT = /^[A-Za-z0-9_-]{43}$/;

/** Options of `simpul audit tail`. */
export interface TailOptions extends AuditOptions {
  readonly limit: number;
  readonly follow?: boolean;
}

/** Prints the latest records, oldest first, and with `follow` those that come. */
export async function tailRecords(options: TailOptions, terminal: Terminal): Promise<void> {
  const print = (record: AuditRecord): void =>
    terminal.out(`${options.json === true ? JSON.stringify(record) : formatRecordLine(record)}\n`);
  await withAuditSession(options, terminal, async (session) => {
    const { records } = await fetchRecords(session, { limit: String(options.limit) });
    const latest = records.toReversed();
    latest.forEach(print);
    if (options.follow === true) await follow(session, { latest, print, terminal });
  });
}

interface Following {
  /** Oldest first. */
  readonly latest: readonly AuditRecord[];
  readonly print: (record: AuditRecord) => void;
  readonly terminal: Terminal;
}

/** Goes on until the process ends. Times are not unique, so what came at the last seen one is remembered by place. */
async function follow(session: Session, { latest, print, terminal }: Following): Promise<never> {
  let seen = latest;
  for (;;) {
    await terminal.wait(FOLLOW_PAUSE_MS);
    const since = seen.at(-1)?.leaf['at'];
    const known = new Set(seen.map(placeOf));
    const fresh = (await fetchSince(session, since)).filter((record) => !known.has(placeOf(record)));
    fresh.filter((record) => !isOwnLook(record, session)).forEach(print);
    const at = fresh.at(-1)?.leaf['at'] ?? since;
    seen = [...seen, ...fresh].filter((record) => record.leaf['at'] === at);
  }
}

async function fetchSince(session: Session, since: unknown): Promise<AuditRecord[]> {
  const filter = { limit: String(PAGE_LIMIT), ...(typeof since === 'number' ? { from: String(since) } : {}) };
  const newestFirst: AuditRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await fetchRecords(session, { ...filter, ...(cursor === undefined ? {} : { cursor }) });
    newestFirst.push(...page.records);
    cursor = page.next;
  } while (cursor !== undefined);
  return newestFirst.toReversed();
}

function placeOf({ log, index }: AuditRecord): string {
  return `${log}/${index}`;
}

/** Each look leaves a record, which the next one would show. Those of people cannot be told apart: their leaves do not name them. */
function isOwnLook({ leaf }: AuditRecord, { caller }: Session): boolean {
  if (!String(leaf['type']).startsWith('audit.')) return false;
  return caller.isPerson ? COMMITMENT.test(String(leaf['actor'])) : leaf['actor'] === caller.id;
}
