import { relative } from 'node:path';
import type { Finding } from '@simpul/region';

/** `file:line:column: message`, as editors and terminals make it clickable; the file seen from `cwd`. */
export function formatFinding(finding: Finding, cwd: string): string {
  return `${relative(cwd, finding.file)}:${finding.line}:${finding.column}: ${finding.message}`;
}
