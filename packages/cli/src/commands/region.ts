import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { regionApplyCommand } from './region-apply.ts';
import { regionPlanCommand } from './region-plan.ts';
import { regionValidateCommand } from './region-validate.ts';

/** Registers `simpul region`. */
export function regionCommand(program: Command, terminal: Terminal): void {
  const region = program.command('region').description('Check a region file, or bring the bus in line with it.');
  regionValidateCommand(region, terminal);
  regionPlanCommand(region, terminal);
  regionApplyCommand(region, terminal);
}
