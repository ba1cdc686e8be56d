import { startCli } from './cli-process.ts';

/** How a command ended. */
export interface CommandEnd {
  readonly code: number | null;
  /** All that it printed. */
  readonly output: string;
}

/** Runs a real `simpul` command to its end, however that is. */
export async function simpul(...line: readonly string[]): Promise<CommandEnd> {
  const running = startCli(line);
  const { code } = await running.ended;
  return { code, output: running.output() };
}
