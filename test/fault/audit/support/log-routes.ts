import type { BusClient } from '@simpul/bus';
import {
  auditAppend,
  auditFile,
  auditFindings,
  auditReceipt,
  auditRecords,
  auditVerification,
  type FindingFilter,
} from '@simpul/contracts';
import type { WireLeaf } from './source.ts';

/** What the log server calls: the audit service, as the exchange and as the gateway. */
export interface LogCaller {
  readonly exchange: BusClient;
  readonly gateway: BusClient;
  notReady(): string | undefined;
}

export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string | Uint8Array;
}

const AUDITOR = { id: 'inspektorat', auditor: true };
/** Records and findings on one page, unless the query says otherwise. */
const PAGE = 1000;
const RECEIPT_STATUS = { ready: 200, pending: 202, unknown: 404 } as const;
const NOT_FOUND: Answer = { status: 404, body: '' };

/** Answers one request at the addresses that the gateway has, and `POST /append`. @throws SimpulError */
export async function answerFor({ method, target, body }: Asked, caller: LogCaller): Promise<Answer> {
  const { pathname, searchParams } = new URL(target, 'http://log');
  const query = Object.fromEntries(searchParams);
  if (pathname === '/append') return method === 'POST' ? json(await append(body, caller)) : NOT_FOUND;
  if (pathname === '/readyz') return readiness(caller);
  if (pathname === '/audit/v1/verification') return json(await caller.gateway.call(auditVerification, {}));
  if (pathname === '/audit/v1/records') return json(await records(query, caller));
  if (pathname === '/audit/v1/findings') {
    const filter = query as FindingFilter;
    return json(await caller.gateway.call(auditFindings, { filter, limit: PAGE, asker: AUDITOR }));
  }
  const [, exchangeId] = /^\/audit\/v1\/receipts\/([^/]+)$/.exec(pathname) ?? [];
  if (exchangeId !== undefined) return receipt(exchangeId, caller);
  const [, log, path] = /^\/audit\/log\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
  return log === undefined || path === undefined ? NOT_FOUND : file(log, path, caller);
}

function append(body: string, { exchange }: LogCaller): Promise<unknown> {
  const { leaves } = JSON.parse(body) as { leaves: WireLeaf[] };
  return exchange.call(auditAppend, {
    leaves: leaves.map(({ id, leaf, sideCar }) => ({
      id,
      leaf: Buffer.from(leaf, 'base64'),
      sideCar: Buffer.from(sideCar, 'base64'),
    })),
  });
}

function readiness(caller: LogCaller): Answer {
  const reason = caller.notReady();
  return { status: reason === undefined ? 200 : 503, body: reason ?? 'ready' };
}

function records(query: Readonly<Record<string, string>>, { gateway }: LogCaller): Promise<unknown> {
  const { limit = String(PAGE), cursor, ...filter } = query;
  const page = { limit: Number(limit), ...(cursor === undefined ? {} : { cursor }) };
  return gateway.call(auditRecords, { filter, ...page, asker: AUDITOR });
}

async function receipt(exchangeId: string, { gateway }: LogCaller): Promise<Answer> {
  const { state, receipt: text = '' } = await gateway.call(auditReceipt, { exchangeId, asker: AUDITOR });
  return { status: RECEIPT_STATUS[state], body: text };
}

async function file(log: string, path: string, { gateway }: LogCaller): Promise<Answer> {
  const { body } = await gateway.call(auditFile, { log, path });
  return body === undefined ? NOT_FOUND : { status: 200, body };
}

function json(value: unknown): Answer {
  return { status: 200, body: JSON.stringify(value) };
}
