import { EXIT } from './exit-codes.ts';
import { run } from './run.ts';
import { processTerminal } from './terminal.ts';

// A reader such as `head` that has seen enough is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.internal);
});

process.exitCode = await run(process.argv.slice(2), processTerminal());
