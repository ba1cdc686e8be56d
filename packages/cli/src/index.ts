export { EXIT, type ExitCode } from './exit-codes.ts';
export { run } from './run.ts';
export { processTerminal, type Terminal } from './terminal.ts';
