import type { CopyReport } from '../mirror/copy-log.ts';
import { keyLines, lines, NOT_PROVEN_OF_LOGS } from './report-lines.ts';

/** One line about more of a log whose report was shown before. */
export function formatCopyLine({ log, from, size, root }: CopyReport): string {
  return `${log}  ${size} entries, root ${root}, ${size - from} of them new\n`;
}

/** What was copied, what was checked thereby, against which keys, and what that does not prove. */
export function formatCopyReport(report: CopyReport): string {
  const { log, folder, origin, from, size, root } = report;
  const copied = size - from;
  const grown = from === 0 ? '' : `, which begin with the ${from} that were here`;
  return lines([
    `mirrored: ${log} to ${folder}`,
    `  log         ${origin}`,
    `  copied      ${copied === 0 ? 'nothing: the copy is complete' : `${copied} entries`}`,
    `  checked     ${size} entries${grown}, and the tiles lead to the signed root ${root}`,
    ...keyLines(report),
    ...NOT_PROVEN_OF_LOGS,
  ]);
}
