import type { Finding } from '@simpul/contracts';
import { SimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';
import type { Session } from './session.ts';

/** One page of findings, newest first (`GET /audit/v1/findings`). `query` holds its filters, `limit` and `cursor`. */
export async function fetchFindings(
  session: Session,
  query: Readonly<Record<string, string>>,
): Promise<{ readonly findings: readonly Finding[]; readonly next?: string }> {
  const path = `/audit/v1/findings?${new URLSearchParams(query).toString()}`;
  const { findings, next } = await session.sendForJson({ method: 'GET', path });
  if (!Array.isArray(findings)) {
    throw new SimpulError(CLI.NOT_A_BUS, { params: { url: session.bus.url, reason: 'its findings are no list' } });
  }
  return { findings: findings as Finding[], ...(typeof next === 'string' ? { next } : {}) };
}
