import { SimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';
import { parseJsonObject } from './answer-json.ts';
import type { Bus } from './bus.ts';
import { failureOf } from './bus-failure.ts';
import type { Session } from './session.ts';

/** One record of the audit log as the bus shows it. */
export interface AuditRecord {
  readonly log: string;
  readonly index: number;
  readonly leaf: Readonly<Record<string, unknown>>;
  /** Address of its receipt. */
  readonly receipt: string;
}

export interface RecordPage {
  /** Newest first. */
  readonly records: readonly AuditRecord[];
  /** Cursor of the page of older records. */
  readonly next?: string;
}

/** Verifier keys by origin of a log. */
export type LogKeys = Readonly<Record<string, readonly string[]>>;

/** One page of records (`GET /audit/v1/records`, design 05). `query` holds its filters, `limit` and `cursor`. */
export async function fetchRecords(session: Session, query: Readonly<Record<string, string>>): Promise<RecordPage> {
  const path = `/audit/v1/records?${new URLSearchParams(query).toString()}`;
  const { records, next } = await session.sendForJson({ method: 'GET', path });
  if (!Array.isArray(records)) throw notALog(session.bus, 'its records are no list');
  return { records: records as AuditRecord[], ...(typeof next === 'string' ? { next } : {}) };
}

/** Which keys the bus says verify its logs (`GET /audit/v1/verification`). Public: no token is needed. */
export async function fetchLogKeys(bus: Bus): Promise<LogKeys> {
  const answer = await bus.http.send({ method: 'GET', path: '/audit/v1/verification' });
  if (answer.status !== 200) throw failureOf(answer, bus.url);
  const logs = parseJsonObject(answer.body)?.['logs'];
  if (!Array.isArray(logs)) throw notALog(bus, 'it lists no logs');
  return Object.fromEntries(
    logs.map((log: unknown) => {
      const { origin, verifierKeys } = log as { origin?: unknown; verifierKeys?: unknown };
      if (typeof origin !== 'string' || !isListOfTexts(verifierKeys)) throw notALog(bus, 'a log has no keys');
      return [origin, verifierKeys] as const;
    }),
  );
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
}

function notALog(bus: Bus, reason: string): SimpulError {
  return new SimpulError(CLI.NOT_A_BUS, { params: { url: bus.url, reason } });
}
