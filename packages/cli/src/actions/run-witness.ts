import { resolve } from 'node:path';
import { untilStopped } from '../compose/until-stopped.ts';
import type { Terminal } from '../terminal.ts';
import { knownLogs } from '../witness/known-logs.ts';
import { DEFAULT_LISTEN, parseListenAddress } from '../witness/listen-address.ts';
import { createReports } from '../witness/reports.ts';
import { startWitness } from '../witness/witness.ts';

/** Options of `simpul witness`. */
export interface WitnessFlags {
  readonly data: string;
  readonly log: readonly string[];
  readonly listen?: string;
  readonly name?: string;
  readonly json?: boolean;
}

/** Runs a witness in this process until it is told to stop. @throws SimpulError when it cannot start or go on */
export async function runWitness(flags: WitnessFlags, terminal: Terminal): Promise<void> {
  const logs = knownLogs(flags.log);
  const address = parseListenAddress(flags.listen ?? DEFAULT_LISTEN);
  const reports = createReports(terminal, { json: flags.json ?? false });
  const { stopped, fail } = untilStopped();
  const witness = await startWitness(
    { folder: resolve(terminal.cwd, flags.data), address, name: flags.name, logs },
    { now: () => terminal.now(), onCosigned: reports.cosigned, onContradiction: reports.contradiction, onFatal: fail },
  );
  reports.ready(witness);
  try {
    await stopped;
  } finally {
    reports.stopping();
    await witness.stop();
    reports.stopped();
  }
}
