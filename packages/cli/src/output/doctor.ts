import type { Finding } from '../doctor/finding.ts';
import { type State, STATES } from '../doctor/state.ts';
import { lines } from './report-lines.ts';

const STATE_WIDTH = Math.max(...STATES.map(({ length }) => length));
const CHECK_WIDTH = 'certificates'.length;
const INDENT = ' '.repeat(STATE_WIDTH + CHECK_WIDTH + 4);

/** How many findings there are of each state. */
export function countStates(findings: readonly Finding[]): Readonly<Record<State, number>> {
  const counts = { ok: 0, warning: 0, error: 0, 'not checked': 0 };
  for (const { state } of findings) counts[state]++;
  return counts;
}

/** A finding on a line, how to mend it below, and a count at the end. */
export function formatDiagnosis(findings: readonly Finding[]): string {
  const { ok, warning, error, 'not checked': unchecked } = countStates(findings);
  return lines([
    ...findings.flatMap(({ check, state, what, mend }) => [
      `${state.padEnd(STATE_WIDTH)}  ${check.padEnd(CHECK_WIDTH)}  ${what}`,
      ...(mend === undefined ? [] : [`${INDENT}${mend}`]),
    ]),
    `${ok} ok, ${plural(warning, 'warning')}, ${plural(error, 'error')}, ${unchecked} not checked`,
  ]);
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
