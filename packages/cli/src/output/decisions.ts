import type { AuditRecord } from '../api/audit-log.ts';
import { text, timeOf } from './record.ts';

/** Decisions on an agreement, oldest first: the parties once, then when, who, what, and where the log says so. */
export function formatDecisions(id: string, records: readonly AuditRecord[]): string {
  const last = records.at(-1)?.leaf ?? {};
  const { consumer, provider, purpose, legal } = last;
  const head = [
    `Agreement ${id}: ${text(consumer)} -> ${text(provider)}`,
    `  purpose      ${text(purpose)}`,
    `  legal basis  ${text(legal)}`,
  ];
  const rows = records.map(({ log, index, leaf }) => {
    const { digest } = (leaf['agreement'] ?? {}) as { readonly digest?: string };
    return [
      timeOf(leaf),
      text(leaf['op']),
      `by ${text(leaf['actor']) || ownActOf(leaf)}`,
      ...(digest === undefined ? [] : [`text ${digest}`]),
      `${log} entry ${index}`,
    ].join('  ');
  });
  return [...head, ...rows, ''].join('\n');
}

/** Who did what nobody asked for: a region file is applied at the first start by whoever runs the bus. */
function ownActOf({ op }: AuditRecord['leaf']): string {
  return text(op).startsWith('region ') ? 'who started the bus' : 'the bus';
}
