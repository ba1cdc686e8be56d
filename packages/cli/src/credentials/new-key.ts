import { SimpulError } from '@simpul/errors';
import type { JWK } from 'jose';
import { access, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Bus } from '../api/bus.ts';
import { CLI } from '../errors.ts';
import { advise } from '../output/advice.ts';
import type { Terminal } from '../terminal.ts';
import { type Client, CREDENTIALS, keyFileName, readKey } from './client-key.ts';
import { makeKey, publicJwkOf } from './next-key.ts';

/** A key for a system that has none yet: it lies beside its place until the bus knows it. */
export interface NewKey {
  readonly client: Client;
  /** Its public half. */
  readonly jwk: JWK;
  readonly file: string;
  /** Puts it where commands look for it. */
  take(): Promise<void>;
}

/**
 * Makes the first key of a system, or finds the one that an earlier try left behind.
 *
 * @param id - full id of the system
 * @param saveKey - file that gets the private key; needed where the bus has no data folder here
 * @throws SimpulError `SIMPUL_CLI_KEY_EXISTS`, `SIMPUL_CLI_USAGE`
 */
export async function prepareNewKey(
  id: string,
  bus: Bus,
  { saveKey, terminal }: { readonly saveKey: string | undefined; readonly terminal: Terminal },
): Promise<NewKey> {
  const file = placeOf(id, bus, { saveKey, terminal });
  if (await exists(file)) {
    throw advise(
      new SimpulError(CLI.KEY_EXISTS, { params: { client: id, file } }),
      `if ${id} is registered it needs nothing more (replace its key with "simpul key rotate"); else move the file away and run this again`,
    );
  }
  const waiting = `${file}.next`;
  await makeKey(waiting, 'ES256');
  return {
    client: await readKey(id, waiting),
    jwk: await publicJwkOf(waiting),
    file,
    take: () => rename(waiting, file),
  };
}

function placeOf(
  id: string,
  bus: Bus,
  { saveKey, terminal }: { readonly saveKey: string | undefined; readonly terminal: Terminal },
): string {
  if (saveKey !== undefined) return resolve(terminal.cwd, saveKey);
  if (bus.folder !== undefined) return join(bus.folder, CREDENTIALS, keyFileName(id));
  const reason = 'where is the private key to go? Name a file with --save-key; it never leaves this machine';
  throw new SimpulError(CLI.USAGE, { params: { reason } });
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
