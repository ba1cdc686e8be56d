import { fetchLogKeys } from '../api/audit-log.ts';
import type { Bus } from '../api/bus.ts';
import { pinLogKeys } from './log-pins.ts';

/**
 * Pins the keys of the bus's logs at first contact (design 05, "Receipts"). Without a data folder there is nowhere to keep them.
 *
 * @throws SimpulError `SIMPUL_CLI_KEY_CHANGED`
 */
export async function pinAtContact(bus: Bus): Promise<void> {
  if (bus.folder !== undefined) await pinLogKeys(bus.folder, await fetchLogKeys(bus));
}
