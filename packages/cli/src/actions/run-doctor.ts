import { type DoctorOptions, examine } from '../doctor/examine.ts';
import { EXIT } from '../exit-codes.ts';
import { ExitWith } from '../exit-with.ts';
import { countStates, formatDiagnosis } from '../output/doctor.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `simpul doctor`. */
export interface DoctorFlags extends DoctorOptions {
  readonly json?: boolean;
}

/**
 * Prints what is wrong with a set-up and how to mend it.
 *
 * @throws ExitWith `EXIT.usage` where an error was found; SimpulError `SIMPUL_CLI_USAGE`
 */
export async function runDoctor(flags: DoctorFlags, terminal: Terminal): Promise<void> {
  const findings = await examine(flags, terminal);
  const counts = countStates(findings);
  terminal.out(flags.json === true ? `${JSON.stringify({ findings, counts })}\n` : formatDiagnosis(findings));
  if (counts.error > 0) throw new ExitWith(EXIT.usage);
}
