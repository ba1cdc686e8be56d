import { CommanderError } from 'commander';
import { CLI } from './errors.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';
import { ExitWith } from './exit-with.ts';
import { reportError } from './output/report-error.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs one command line (without `node` and the script) to its end.
 *
 * @returns the exit code; nothing is thrown.
 * @example process.exitCode = await run(['token', '--as', 'GOV/1871-DISDUKCAPIL/siak'], processTerminal());
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const json = argv.includes('--json');
  try {
    const program = await createProgram(terminal, { json, command: argv[0] });
    await program.parseAsync([...argv], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof ExitWith) return error.code;
    if (error instanceof CommanderError) return endOfParsing(error, json, terminal);
    reportError(error, { json, terminal });
    return exitCodeOf(error);
  }
}

/** Commander has printed help or its complaint already, except for machines. */
function endOfParsing(error: CommanderError, json: boolean, terminal: Terminal): ExitCode {
  if (error.exitCode === 0) return EXIT.done;
  if (json) {
    const message = error.message.replace(/^error: /, '');
    terminal.err(`${JSON.stringify({ error: { code: CLI.USAGE.code, message } })}\n`);
  }
  return EXIT.usage;
}
