import type { Terminal } from '../terminal.ts';
import { usage } from './usage.ts';

const POSIX = /^\d{1,11}$/;
const WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * POSIX seconds of the option `--at`, by default of the terminal's clock.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE`
 */
export function atTime(given: string | undefined, terminal: Terminal): number {
  if (given === undefined) return Math.floor(terminal.now() / 1000);
  if (POSIX.test(given)) return Number(given);
  const at = WITH_ZONE.test(given) ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(at)) throw usage(`--at ${given} is neither POSIX seconds nor a time like 2026-01-31T08:00:00Z`);
  return Math.floor(at / 1000);
}
