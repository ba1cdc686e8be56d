import type { Command } from 'commander';
import type { RegionStepOptions } from '../actions/region-step.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

/** Registers `simpul region apply`. */
export function regionApplyCommand(region: Command, terminal: Terminal): void {
  const command = region
    .command('apply')
    .description('Make the registry equal to a region file, without a question; in force within two seconds.')
    .argument('<file>', 'region file, YAML or JSON')
    .option('--prune', 'delete what an earlier file brought and this one no longer names')
    .action(async (file: string, options: RegionStepOptions) => {
      const { runRegionStep } = await import('../actions/region-step.ts');
      await runRegionStep('apply', file, { options, terminal });
    });

  withExample(withBusOptions(command), 'simpul region apply infra/sandbox/lampung.yaml');
}
