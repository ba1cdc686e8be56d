import { type Command, InvalidArgumentError, Option } from 'commander';
import type { RequestAccessOptions } from '../actions/request-access.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';
import { collect } from './collect.ts';

/** Registers `simpul access request`. */
export function accessRequestCommand(access: Command, terminal: Terminal): void {
  const command = access
    .command('request')
    .description(
      'Ask that a system may use a service, as an integrator of its agency. The data steward of the other agency decides, then an operator there.',
    )
    .argument('<service>', '[INSTANCE/]CLASS/MEMBER/SUBSYSTEM/SERVICE')
    .requiredOption('--as <id>', 'system that will call, or group:CODE')
    .option('--purpose <code>', 'code of the purpose, such as verifikasi-izin')
    .option('--purpose-text <text>', 'the purpose in words, in Indonesian')
    .option('--legal-basis <text>', 'law or regulation that allows it')
    .option('--template <id>', "the province's template, which says purpose, legal basis and conditions")
    .option('--id <number>', 'number of the agreement (default: one is made)')
    .option('--endpoint <endpoint>', '"METHOD /path", * for a segment; may be repeated (default: all)', collect)
    .option('--element <name>', 'data element that is needed; may be repeated (default: all)', collect)
    .option('--from <day>', 'first day, YYYY-MM-DD (default: today)')
    .option('--until <day>', 'last day, YYYY-MM-DD (default: in a year)')
    .option('--pks <number>', 'number of a written agreement that it rests on; may be repeated', collect)
    .option('--per-day <count>', 'exchanges a day that you expect', readCount)
    .option('--per-minute <count>', 'most exchanges a minute', readCount)
    .option('--major <number>', 'major version of the service (default: that in force)', readCount)
    .addOption(new Option('--signatures <which>', 'messages that are signed').choices(['none', 'request', 'both']))
    .option('--on-behalf-of <member>', 'agency for which you ask, under a delegation')
    .option('--provided-for <member>', 'agency for which the service is provided, under a delegation')
    .option('--reason <text>', 'what those who decide should know; no personal data')
    .action(async (id: string, options: RequestAccessOptions) => {
      const { runRequestAccess } = await import('../actions/request-access.ts');
      await runRequestAccess(id, options, terminal);
    });
  withExample(
    withBusOptions(command),
    'simpul access request GOV/1871-DPMPTSP/antrean/nomor --as GOV/1871-DISDUKCAPIL/siak \\',
    '    --purpose layanan-antrean --legal-basis "Perpres 95/2018 ps. 33"',
  );
}

function readCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number.');
}
