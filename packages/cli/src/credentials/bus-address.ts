import { SimpulError } from '@simpul/errors';
import type { Bus } from '../api/bus.ts';
import { createHttpClient } from '../api/http-client.ts';
import { CLI } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { dataFolderPath, readDataFolder } from './data-folder.ts';

/** Options that every command which speaks to a bus has. */
export interface BusOptions {
  /** Data folder, for a bus on this machine. */
  readonly data?: string;
  /** Public address of a bus elsewhere; then client and key are given too. */
  readonly url?: string;
  readonly client?: string;
  /** File with the client's private JWK. */
  readonly key?: string;
  readonly json?: boolean;
}

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
  const address = options.url === undefined ? await onThisMachine(options, terminal) : elsewhere(options.url);
  return { ...address, http: createHttpClient(address.url) };
}

async function onThisMachine({ data, client, key }: BusOptions, terminal: Terminal): Promise<Omit<Bus, 'http'>> {
  if (client !== undefined || key !== undefined) throw usage('--client and --key go together with --url');
  return readDataFolder(dataFolderPath(data, terminal));
}

function elsewhere(text: string): Omit<Bus, 'http'> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && url.search === '' && url.hash === '' && url.username === '';
  if (!isPlain || !/^https?:$/.test(url.protocol)) {
    throw usage(`--url ${text} is no address of a bus; expected for example https://bus.lampungprov.go.id`);
  }
  const publicUrl = url.href.replace(/\/$/, '');
  return { url: publicUrl, publicUrl };
}

function usage(reason: string): SimpulError {
  return new SimpulError(CLI.USAGE, { params: { reason } });
}
