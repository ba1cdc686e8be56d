import { relative } from 'node:path';
import { type Fault, isSimpulError, REGION } from '@simpul/errors';
import type { RegionFileError } from '@simpul/region';
import type { Terminal } from '../terminal.ts';
import { adviceOn } from './advice.ts';
import { formatFinding } from './findings.ts';

const INTERNAL = 'SIMPUL_CLI_INTERNAL';

/** Prints what went wrong to standard error: one line for people, one object for machines. */
export function reportError(error: unknown, { json, terminal }: { json: boolean; terminal: Terminal }): void {
  terminal.err(json ? `${JSON.stringify({ error: describe(error, terminal.cwd) })}\n` : humanText(error, terminal.cwd));
  if (terminal.env['SIMPUL_DEBUG'] === '1') terminal.err(`${stackOf(error)}\n`);
}

function describe(error: unknown, cwd: string): Record<string, unknown> {
  if (isRegionFileError(error)) {
    const findings = error.findings.map((finding) => ({ ...finding, file: relative(cwd, finding.file) }));
    return { code: error.code, message: error.message, findings };
  }
  if (isSimpulError(error)) {
    const advice = adviceOn(error);
    return {
      code: error.code,
      message: error.message,
      ...(error.faults.length > 0 && { errors: error.faults }),
      ...(advice !== undefined && { advice }),
    };
  }
  return { code: INTERNAL, message: messageOf(error) };
}

function humanText(error: unknown, cwd: string): string {
  if (isRegionFileError(error)) {
    return error.findings.map((finding) => `${formatFinding(finding, cwd)}\n`).join('');
  }
  if (isSimpulError(error)) {
    const code = error.code.startsWith('SIMPUL_CLI_') ? '' : ` (${error.code})`;
    const advice = adviceOn(error);
    const lines = [
      `simpul: ${error.message}${code}`,
      ...error.faults.map(formatFault),
      ...(advice === undefined ? [] : [`What to do: ${advice}`]),
    ];
    return `${lines.join('\n')}\n`;
  }
  return `simpul: internal error: ${messageOf(error)} (SIMPUL_DEBUG=1 shows more)\n`;
}

function formatFault({ place, line, column, rule, detail }: Fault): string {
  const where = line === undefined ? (place ?? '') : `${line}:${column ?? 1}`;
  return `  ${[where, rule].filter((part) => part !== '').join('  ')}${detail === undefined ? '' : `: ${detail}`}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

/** Told by its code: loading the class would load the whole reader of region files, for every command. */
function isRegionFileError(error: unknown): error is RegionFileError {
  return isSimpulError(error, REGION.INVALID) && 'findings' in error;
}
