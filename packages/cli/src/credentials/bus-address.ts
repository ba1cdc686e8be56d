import type { Bus } from '../api/bus.ts';
import { createHttpClient } from '../api/http-client.ts';
import { readClientCertificate } from './client-certificate.ts';
import type { Terminal } from '../terminal.ts';
import { type BusOptions, findBus } from './find-bus.ts';

export type { BusOptions };

/**
 * Finds the bus that the options mean and lends it to `use`.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE` or `SIMPUL_CONFIG_INVALID` where they name none
 */
export async function withBus<T>(options: BusOptions, terminal: Terminal, use: (bus: Bus) => Promise<T>): Promise<T> {
  const bus = await openBus(options, terminal);
  try {
    return await use(bus);
  } finally {
    await bus.http.close();
  }
}

/** Finds the bus that the options mean; whoever asks closes its client. @throws as {@link withBus} */
export async function openBus(options: BusOptions, terminal: Terminal): Promise<Bus> {
  const place = await findBus(options, terminal);
  const certificate = await readClientCertificate(options, terminal);
  // A bus on this machine is reached on loopback, but its certificate names its public address.
  const serverName = new URL(place.publicUrl).hostname.replace(/^\[(.*)\]$/, '$1');
  return { ...place, http: createHttpClient(place.url, { certificate, serverName }) };
}
