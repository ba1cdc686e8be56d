import type { Command } from 'commander';
import type { DoctorFlags } from '../actions/run-doctor.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

const NOTES = `
Run it on the machine of the bus, as the user that the bus runs as; with --url alone it looks from outside, and says what it could not
check. It changes nothing: where a bus runs, the bus is asked, and no store of it is opened. The look at findings leaves a record in the log.
--config and SIMPUL_… variables are those that "simpul up" is started with. In production, --client and --key of an operator or auditor
let it compare the registry, or see findings. Exit code 0 without an error, 2 with one; warnings and what was not checked do not count.`;

/** Registers `simpul doctor`. */
export function doctorCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('doctor')
    .description('Say what is wrong with a set-up, and how to mend it.')
    .option('--region <file>', 'the reviewed region file, by which members, services and agreements are judged')
    .option('--config <file>', 'file with the settings of "simpul up"')
    .addHelpText('after', NOTES)
    .action(async (flags: DoctorFlags) => {
      const { runDoctor } = await import('../actions/run-doctor.ts');
      await runDoctor(flags, terminal);
    });
  withExample(
    withBusOptions(command),
    'simpul doctor --region infra/sandbox/lampung.yaml',
    'simpul doctor --url https://bus.lampungprov.go.id --ca authority.pem',
  );
}
