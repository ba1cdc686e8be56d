import { failed } from './holds.ts';
import type { FoundLog } from './find-logs.ts';
import { readPredecessor, requireLink } from './shard-link.ts';
import { type CheckedLog, type LogReport, verifyWholeLog, type WholeLogOptions } from './whole-log.ts';

/** Logs that hold, and hold together. */
export interface LogsReport {
  readonly kind: 'logs';
  readonly logs: readonly NamedLogReport[];
}

/** One of them. */
export interface NamedLogReport extends LogReport {
  readonly name: string;
  /** Origin of the log before, which its first entry names. */
  readonly follows?: string;
  /** Whether the log before is among those checked, and ended where this one says. */
  readonly linked: boolean;
}

/**
 * Verifies logs one after the other, and that each closed one ended where the first entry of its successor says.
 *
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED`, `SIMPUL_CLI_KEY_NOT_VERIFIED`
 */
export async function verifyLogs(logs: readonly FoundLog[], options: WholeLogOptions): Promise<LogsReport> {
  const checked = new Map<FoundLog, CheckedLog>();
  for (const log of logs) checked.set(log, await verifyWholeLog(log.source, options));
  const byOrigin = new Map([...checked.values()].map((each) => [each.report.origin, each]));
  if (byOrigin.size < checked.size) throw failed(logs[0]?.source.name ?? '', 'two logs have the same origin');
  const followed = new Set<string>();
  const reports = [...checked].map(([{ name, source }, { report, firstEntry }]): NamedLogReport => {
    const named = readPredecessor(source.name, firstEntry);
    if (named === undefined) return { name, ...report, linked: false };
    const before = byOrigin.get(named.origin);
    if (before !== undefined) requireLink(named.origin, named, before.checkpoint);
    followed.add(named.origin);
    return { name, ...report, follows: named.origin, linked: before !== undefined };
  });
  for (const { source, listed } of logs) {
    if (listed?.closed !== true || followed.has(listed.origin)) continue;
    throw failed(source.name, 'the bus says that it is closed, but no other log names its last checkpoint');
  }
  return { kind: 'logs', logs: reports };
}
