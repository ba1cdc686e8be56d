import type { AuditRecord } from '../api/audit-log.ts';

const LABEL_WIDTH = 12;

/** One record on one line: when, what came of it, who asked whom for what, and its exchange id. */
export function formatRecordLine({ leaf }: AuditRecord): string {
  const { consumer, provider, actor, op, error, ms } = leaf;
  const parties = consumer === undefined ? text(actor) : `${text(consumer)} -> ${text(provider)}`;
  const took = ms === undefined ? '' : `${text(ms)} ms`;
  const parts = [
    timeOf(leaf),
    text(leaf['type']),
    text(leaf['outcome']),
    parties,
    text(op),
    text(error),
    took,
    text(leaf['id']),
  ];
  return parts.filter((part) => part !== '').join('  ');
}

/** One record with all its members, one a line. */
export function formatRecord({ log, index, leaf, receipt }: AuditRecord): string {
  const { at: _at, ...others } = leaf;
  const rows = [
    ['log', `${log}, entry ${index}`],
    ['at', timeOf(leaf)],
    ...Object.entries(others),
    ['receipt', receipt],
  ];
  return rows.map(([name, value]) => `${text(name).padEnd(LABEL_WIDTH)}${text(value)}\n`).join('');
}

/** When the log took a leaf in, as ISO 8601 in UTC. */
export function timeOf(leaf: Readonly<Record<string, unknown>>): string {
  const at = leaf['at'] ?? leaf['time'];
  return typeof at === 'number' ? new Date(at).toISOString() : '';
}

/** A member of a leaf for people: texts as they are, anything else as JSON, nothing where it is absent. */
export function text(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
