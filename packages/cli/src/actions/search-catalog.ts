import { listMemberIds, searchCatalog } from '../api/catalog.ts';
import { type BusOptions, withBus } from '../credentials/bus-address.ts';
import { formatFound } from '../output/catalog.ts';
import type { Terminal } from '../terminal.ts';

/** Services that are shown; more words find fewer. */
const SHOWN = 20;

/** Searches the catalogue and prints what it finds, the best first. */
export async function runCatalogSearch(
  words: readonly string[],
  options: BusOptions,
  terminal: Terminal,
): Promise<void> {
  await withBus(options, terminal, async (bus) => {
    const found = await searchCatalog(bus, words.join(' '), { limit: SHOWN });
    terminal.out(options.json === true ? `${JSON.stringify(found)}\n` : formatFound(found));
  });
}

/** Prints the agencies of the region, one a line. */
export async function runCatalogMembers(options: BusOptions, terminal: Terminal): Promise<void> {
  await withBus(options, terminal, async (bus) => {
    const members = await listMemberIds(bus);
    terminal.out(options.json === true ? `${JSON.stringify({ members })}\n` : members.map((id) => `${id}\n`).join(''));
  });
}
