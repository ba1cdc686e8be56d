import type { Command } from 'commander';
import type { BusOptions } from '../credentials/bus-address.ts';
import type { Terminal } from '../terminal.ts';
import { withExample, withPlaceOptions } from './bus-options.ts';

/** Registers `simpul catalog`. */
export function catalogCommand(program: Command, terminal: Terminal): void {
  const catalog = program.command('catalog').description('Find services of the region; nobody needs to sign in.');
  const search = catalog
    .command('search')
    .description(
      'Print services that have all words in their names, data elements, owners or descriptions, in Indonesian or English; best first.',
    )
    .argument('<words...>', 'words, with or without affixes, or their beginnings')
    .action(async (words: readonly string[], options: BusOptions) => {
      const { runCatalogSearch } = await import('../actions/search-catalog.ts');
      await runCatalogSearch(words, options, terminal);
    });
  withExample(withPlaceOptions(search), 'simpul catalog search status perizinan');
  const members = catalog
    .command('members')
    .description('Print the agencies of the region, one a line.')
    .action(async (options: BusOptions) => {
      const { runCatalogMembers } = await import('../actions/search-catalog.ts');
      await runCatalogMembers(options, terminal);
    });
  withExample(withPlaceOptions(members), 'simpul catalog members');
}
