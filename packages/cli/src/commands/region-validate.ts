import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { withExample } from './bus-options.ts';

/** Registers `simpul region validate`. */
export function regionValidateCommand(region: Command, terminal: Terminal): void {
  const command = region
    .command('validate')
    .description('Check a region file and the contracts that it names; needs no bus.')
    .argument('<file>', 'region file, YAML or JSON')
    .option('--json', 'print JSON, errors too')
    .action(async (file: string, options: { json?: boolean }) => {
      const { validateRegion } = await import('../actions/validate-region.ts');
      await validateRegion(file, options, terminal);
    });
  withExample(command, 'simpul region validate infra/sandbox/lampung.yaml');
}
