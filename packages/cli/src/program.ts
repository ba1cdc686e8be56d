import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Terminal } from './terminal.ts';

const EXIT_CODES = `
Exit codes: 0 done, 1 internal, 2 usage or configuration, 3 refused (rights, identity, contract),
4 the provider failed, 5 unreachable, 6 verification failed.
SIMPUL_DEBUG=1 shows where an error comes from.`;

type Register = (program: Command, terminal: Terminal) => void;

/** Commands in the order of the help; each is loaded where it is asked for, since a process may run for months on what it loads. */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  up: async () => (await import('./commands/up.ts')).upCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  region: async () => (await import('./commands/region.ts')).regionCommand,
  catalog: async () => (await import('./commands/catalog.ts')).catalogCommand,
  system: async () => (await import('./commands/system.ts')).systemCommand,
  service: async () => (await import('./commands/service.ts')).serviceCommand,
  access: async () => (await import('./commands/access.ts')).accessCommand,
  notices: async () => (await import('./commands/notices.ts')).noticesCommand,
  people: async () => (await import('./commands/people.ts')).peopleCommand,
  login: async () => (await import('./commands/login.ts')).loginCommand,
  logout: async () => (await import('./commands/logout.ts')).logoutCommand,
  key: async () => (await import('./commands/key.ts')).keyCommand,
  token: async () => (await import('./commands/token.ts')).tokenCommand,
  call: async () => (await import('./commands/call.ts')).callCommand,
  sign: async () => (await import('./commands/sign.ts')).signCommand,
  verify: async () => (await import('./commands/verify.ts')).verifyCommand,
  proxy: async () => (await import('./commands/proxy.ts')).proxyCommand,
  audit: async () => (await import('./commands/audit.ts')).auditCommand,
  nats: async () => (await import('./commands/nats.ts')).natsCommand,
  witness: async () => (await import('./commands/witness.ts')).witnessCommand,
};

export interface ProgramOptions {
  /** Complaints about usage are left to the caller to print. */
  readonly json: boolean;
  /** The command that will be run; all are loaded where it is none of ours. */
  readonly command: string | undefined;
}

/** The command line: the one command that will be run, or all of them. */
export async function createProgram(terminal: Terminal, options: ProgramOptions): Promise<Command> {
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
    .addHelpText('after', EXIT_CODES)
    .hook('preAction', async (_program, command) => {
      if (!command.options.some(({ long }) => long === '--ca')) return;
      const { trustAuthorities } = await import('./api/trust-authorities.ts');
      await trustAuthorities(command.opts<{ ca?: string }>().ca, terminal);
    });
  const { command = '' } = options;
  const only = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  const loaded = only === undefined ? Object.values(COMMANDS) : [only];
  const found = await Promise.all(loaded.map((load) => load()));
  for (const register of found) register(program, terminal);
  return program;
}

function version(): string {
  const file: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return file.version;
}
