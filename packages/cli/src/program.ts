import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { auditCommand } from './commands/audit.ts';
import { callCommand } from './commands/call.ts';
import { regionCommand } from './commands/region.ts';
import { tokenCommand } from './commands/token.ts';
import { upCommand } from './commands/up.ts';
import { witnessCommand } from './commands/witness.ts';
import type { Terminal } from './terminal.ts';

const EXIT_CODES = `
Exit codes: 0 done, 1 internal, 2 usage or configuration, 3 refused (rights, identity, contract),
4 the provider failed, 5 unreachable, 6 verification failed.
SIMPUL_DEBUG=1 shows where an error comes from.`;

/** The whole command line. With `json`, complaints about usage are left to the caller to print. */
export function createProgram(terminal: Terminal, options: { readonly json: boolean }): Command {
  const program = new Command('simpul')
    .description('The service bus of a province: start it, call through it, and prove what it did.')
    .version(version())
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => {
        if (!options.json) write(text.replace(/^error: /, 'simpul: '));
      },
    })
    .addHelpText('after', EXIT_CODES);
  upCommand(program, terminal);
  regionCommand(program, terminal);
  tokenCommand(program, terminal);
  callCommand(program, terminal);
  auditCommand(program, terminal);
  witnessCommand(program, terminal);
  return program;
}

function version(): string {
  const file: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return file.version;
}
