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

/** A log as the bus lists it. */
export interface ListedLog {
  /** Last part of its address. */
  readonly name: string;
  readonly origin: string;
  /** Keys that the bus says verify it. */
  readonly verifierKeys: readonly string[];
  /** Whether it is complete: a closed log never grows again. */
  readonly closed: boolean;
}

/** The logs of the bus (`GET /audit/v1/verification`). Public: no token is needed. */
export async function fetchLogs(bus: Bus): Promise<ListedLog[]> {
  const answer = await bus.http.send({ method: 'GET', path: '/audit/v1/verification' });
  if (answer.status !== 200) throw failureOf(answer, bus.url);
  const logs = parseJsonObject(answer.body)?.['logs'];
  if (!Array.isArray(logs)) throw notALog(bus, 'it lists no logs');
  return logs.map((log: unknown) => {
    const { name, origin, verifierKeys, state } = log as Record<string, unknown>;
    if (typeof origin !== 'string' || !isListOfTexts(verifierKeys)) throw notALog(bus, 'a log has no keys');
    return { name: typeof name === 'string' ? name : '', origin, verifierKeys, closed: state === 'closed' };
  });
}

/** Which keys the bus says verify its logs. */
export async function fetchLogKeys(bus: Bus): Promise<LogKeys> {
  return keysByOrigin(await fetchLogs(bus));
}

/** The keys of listed logs. */
export function keysByOrigin(logs: readonly ListedLog[]): LogKeys {
  return Object.fromEntries(logs.map(({ origin, verifierKeys }) => [origin, verifierKeys]));
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
}

function notALog(bus: Bus, reason: string): SimpulError {
  return new SimpulError(CLI.NOT_A_BUS, { params: { url: bus.url, reason } });
}
