import { type Command, Option } from 'commander';
import type { AddServiceOptions } from '../actions/add-service.ts';
import type { MoveOptions } from '../actions/move-version.ts';
import type { BusOptions } from '../credentials/bus-address.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';
import { collect } from './collect.ts';

const SERVICE = '[INSTANCE/]CLASS/MEMBER/SUBSYSTEM/SERVICE';
const EXAMPLE = 'GOV/1871-DPMPTSP/antrean/nomor';

/** Registers `simpul service`. */
export function serviceCommand(program: Command, terminal: Terminal): void {
  const service = program
    .command('service')
    .description('Register services with their contracts, and take their versions through life.');
  addCommand(service, terminal);
  moveCommands(service, terminal);
  const show = service
    .command('show')
    .description('Print the versions of a service and their states.')
    .argument('<service>', SERVICE)
    .action(async (id: string, options: BusOptions) => {
      const { runShowService } = await import('../actions/move-version.ts');
      await runShowService(id, options, terminal);
    });
  withExample(withBusOptions(show), `simpul service show ${EXAMPLE}`);
  const diff = service
    .command('diff')
    .description('Compare two contracts: what breaks consumers of the first, and what does not. No bus is needed.')
    .argument('<before>', 'OpenAPI document, YAML or JSON')
    .argument('<after>', 'the one that is to follow it')
    .option('--json', 'print JSON, errors too')
    .action(async (before: string, after: string, options: { json?: boolean }) => {
      const { runDiff } = await import('../actions/diff-contracts.ts');
      await runDiff([before, after], options, terminal);
    });
  withExample(diff, 'simpul service diff nomor-1.yaml nomor-2.yaml');
}

function addCommand(service: Command, terminal: Terminal): void {
  const add = service
    .command('add')
    .description(
      'Register a service with its contract, or another version of one: a draft, until it is published. What is wrong with the contract is named by line and rule.',
    )
    .argument('<service>', `${SERVICE}; its system must be registered`)
    .requiredOption('--openapi <file>', 'contract: OpenAPI 3.0 or 3.1, YAML or JSON')
    .option(
      '--backend <url>',
      "address of the system behind it; without one a sandbox answers from the contract's examples",
    )
    .option('--version <version>', 'version (default: info.version of the contract)')
    .option('--name <text>', 'its name in Indonesian (default: info.title of the contract)')
    .option('--name-en <text>', 'its name in English')
    .addOption(new Option('--classification <class>', 'of the data').choices(['terbuka', 'terbatas', 'dikecualikan']))
    .addOption(new Option('--personal <class>', 'of personal data').choices(['none', 'umum', 'spesifik']))
    .option('--element <name>', 'a data element that it gives; may be repeated', collect)
    .action(async (id: string, options: AddServiceOptions) => {
      const { runAddService } = await import('../actions/add-service.ts');
      await runAddService(id, options, terminal);
    });
  withExample(
    withBusOptions(add),
    `simpul service add ${EXAMPLE} --openapi nomor.yaml --backend http://127.0.0.1:9102`,
  );
}

const STEPS = [
  {
    step: 'publish',
    description: 'Put a version in force, from now or from a day on; a draft becomes active in one step.',
    example: `simpul service publish ${EXAMPLE} --from 2027-01-01`,
  },
  {
    step: 'deprecate',
    description: 'Say until when a version answers; its consumers are told, and each answer says so.',
    example: `simpul service deprecate ${EXAMPLE} --sunset 2027-06-30`,
  },
  {
    step: 'retire',
    description: 'End a version; only where no agreement needs it any more.',
    example: `simpul service retire ${EXAMPLE} --version 1.0.0`,
  },
] as const;

function moveCommands(service: Command, terminal: Terminal): void {
  for (const { step, description, example } of STEPS) {
    const command = service
      .command(step)
      .description(description)
      .argument('<service>', SERVICE)
      .option('--version <version>', 'which version (default: the only one that it can be)');
    if (step === 'publish') command.option('--from <day>', 'first day, YYYY-MM-DD (default: now)');
    if (step === 'deprecate') command.requiredOption('--sunset <day>', 'last day, YYYY-MM-DD');
    command.action(async (id: string, options: MoveOptions) => {
      const { runMoveVersion } = await import('../actions/move-version.ts');
      await runMoveVersion(step, id, { options, terminal });
    });
    withExample(withBusOptions(command), example);
  }
}
