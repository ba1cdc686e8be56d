import type { Command } from 'commander';
import type { RegionStepOptions } from '../actions/region-step.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

/** Registers `simpul region plan`. */
export function regionPlanCommand(region: Command, terminal: Terminal): void {
  const command = region
    .command('plan')
    .description('Print what a region file would change, and change nothing.')
    .argument('<file>', 'region file, YAML or JSON')
    .option('--prune', 'delete what an earlier file brought and this one no longer names')
    .action(async (file: string, options: RegionStepOptions) => {
      const { runRegionStep } = await import('../actions/region-step.ts');
      await runRegionStep('plan', file, { options, terminal });
    });

  withExample(withBusOptions(command), 'simpul region plan infra/sandbox/lampung.yaml');
}
