import { SimpulError } from '@simpul/errors';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bus } from '../api/bus.ts';
import { openSession, type Session } from '../api/session.ts';
import { CLI } from '../errors.ts';
import { loginFile } from '../login/login-files.ts';
import { findPersonSession } from '../login/person-session.ts';
import type { Terminal } from '../terminal.ts';
import { CREDENTIALS, findClient, keyFileName } from './client-key.ts';
import type { BusOptions } from './find-bus.ts';

export interface ApiOptions {
  readonly options: BusOptions & { readonly as?: string };
  readonly terminal: Terminal;
  /** Client that stands for an official in a sandbox (design 04). */
  readonly sandboxClient: string;
  /** Scope that this client asks for; others get all that they may have. */
  readonly scope?: string;
  /** Client of the data folder that acts where nobody is logged in. */
  readonly lastResort?: string;
}

/**
 * Opens a session at the bus's own APIs: as the client that the options name, else as the sandbox's official where the
 * data folder has the key, else as the person who is logged in.
 * @throws SimpulError `SIMPUL_CLI_USAGE`, `SIMPUL_CLI_KEY_MISSING`, `SIMPUL_CLI_LOGIN_MISSING`, `SIMPUL_CLI_LOGIN_ENDED`
 */
export async function openApi(bus: Bus, { options, terminal, ...asking }: ApiOptions): Promise<Session> {
  const { sandboxClient, scope, lastResort } = asking;
  const asClient = async (as: string | undefined): Promise<Session> => {
    const client = await findClient(bus, { ...options, ...(as !== undefined && { as }) }, terminal);
    const isOfficial = client.id === sandboxClient && scope !== undefined;
    return openSession(bus, { client, resource: '/api', ...(isOfficial && { scope }) });
  };
  const named = options.as ?? options.client;
  const as = named ?? ((await hasKey(bus, sandboxClient)) ? sandboxClient : undefined);
  if (as !== undefined || options.key !== undefined) return asClient(as);
  const session = await findPersonSession(bus, loginFile(bus.publicUrl, terminal), terminal);
  if (session !== undefined) return session;
  if (bus.folder !== undefined && lastResort !== undefined) return asClient(lastResort);
  throw new SimpulError(CLI.LOGIN_MISSING, { params: { url: bus.publicUrl } });
}

async function hasKey({ folder }: Bus, client: string): Promise<boolean> {
  if (folder === undefined) return false;
  return access(join(folder, CREDENTIALS, keyFileName(client))).then(
    () => true,
    () => false,
  );
}
