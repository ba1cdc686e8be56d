import type { Finding } from '@simpul/contracts';

/** One finding on one line: when it was raised, its kind, where, and what is amiss. */
export function formatAuditFinding({ at, kind, log, index, source, detail }: Finding): string {
  const place = index === undefined ? log : `${log}, entry ${index}`;
  const parts = [new Date(at).toISOString(), kind, place, source ?? '', detail];
  return parts.filter((part) => part !== '').join('  ');
}
