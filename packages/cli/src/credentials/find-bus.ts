import { SimpulError } from '@simpul/errors';
import type { Bus } from '../api/bus.ts';
import { CLI } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { listLogins } from '../login/login-files.ts';
import { dataFolderPath, isDataFolder, readDataFolder } from './data-folder.ts';

/** Options that every command which speaks to a bus has. */
export interface BusOptions {
  /** Data folder, for a bus on this machine. */
  readonly data?: string;
  /** Public address of a bus elsewhere, with client and key or a login there. */
  readonly url?: string;
  readonly client?: string;
  /** File with the client's private JWK. */
  readonly key?: string;
  /** PEM files of the client certificate of an `mtls` link, and of its private key. */
  readonly cert?: string;
  readonly certKey?: string;
  readonly json?: boolean;
}

/** Where a bus is and how it names itself, without a connection to it. */
export type BusPlace = Omit<Bus, 'http'>;

/**
 * Finds the bus that the options mean.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE` or `SIMPUL_CONFIG_INVALID` where they name none
 */
export async function findBus(options: BusOptions, terminal: Terminal): Promise<BusPlace> {
  return options.url === undefined ? onThisMachine(options, terminal) : elsewhere(options.url);
}

async function onThisMachine({ data, client, key }: BusOptions, terminal: Terminal): Promise<BusPlace> {
  if (key !== undefined) throw usage('--key goes together with --url; a data folder has the keys of its clients');
  const folder = dataFolderPath(data, terminal);
  const isNamed = data !== undefined || client !== undefined || terminal.env['SIMPUL_DATA'] !== undefined;
  const logins = isNamed || (await isDataFolder(folder)) ? [] : await listLogins(terminal);
  if (logins.length > 1) throw usage(`there are logins to ${logins.join(', ')}; name one with --url`);
  const [login] = logins;
  return login === undefined ? readDataFolder(folder) : elsewhere(login);
}

function elsewhere(text: string): BusPlace {
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
