import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SimpulError } from '@simpul/errors';
import type { CryptoKey, JWK } from 'jose';
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint';
import { importJWK } from 'jose/key/import';
import type { Bus } from '../api/bus.ts';
import { CLI } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { FIRST_OPERATOR, fullClientId, SANDBOX_CLIENTS } from './client-id.ts';
import type { BusOptions } from './find-bus.ts';

/** Folder of keys within a data folder. */
export const CREDENTIALS = 'credentials';
/** Algorithms of client assertions (SIMPUL-M2M-1). */
const ALGORITHMS: ReadonlySet<string> = new Set(['ES256', 'PS256', 'EdDSA']);

/** A client of the bus with its private key. */
export interface Client {
  readonly id: string;
  readonly key: CryptoKey;
  readonly alg: string;
  readonly kid: string;
  /** Thumbprint of the key (RFC 7638), which its `kid` need not be. */
  readonly thumbprint: string;
}

/**
 * The client that `as` (or `--client`) means, with its key from the data folder or from `--key`.
 *
 * @throws SimpulError `SIMPUL_CLI_KEY_MISSING`, `SIMPUL_CLI_USAGE`
 */
export async function findClient(
  bus: Bus,
  options: BusOptions & { readonly as?: string },
  terminal: Terminal,
): Promise<Client> {
  const { id, file } = await findKeyFile(bus, options, terminal);
  return readKey(id, file);
}

/** Who `as` (or `--client`) means, and the file of its key. @throws SimpulError `SIMPUL_CLI_USAGE` */
export async function findKeyFile(
  bus: Bus,
  options: BusOptions & { readonly as?: string },
  terminal: Terminal,
): Promise<{ readonly id: string; readonly file: string }> {
  const written = options.as ?? options.client;
  if (written === undefined) throw usage('who is calling? Name a subsystem with --as, or --client with --url');
  const id = await fullClientId(written, bus);
  if (bus.folder !== undefined) {
    return {
      id,
      file: id === FIRST_OPERATOR ? firstOperatorKey(bus.folder) : join(bus.folder, CREDENTIALS, keyFileName(id)),
    };
  }
  if (options.key === undefined) throw usage('with --url, name the file of the private key with --key');
  return { id, file: resolve(terminal.cwd, options.key) };
}

/** File of the key that a bus without an operator makes for the client that invites one. */
export function firstOperatorKey(folder: string): string {
  return join(folder, 'keys', `${FIRST_OPERATOR}.jwk`);
}

/** Name of the file that holds a client's key: `GOV.1871-DISDUKCAPIL.siak.jwk`, `auditor.jwk`. */
export function keyFileName(id: string): string {
  return SANDBOX_CLIENTS[id] ?? `${id.split('/').slice(1).join('.')}.jwk`;
}

/** Reads the private key of a client. @throws SimpulError `SIMPUL_CLI_KEY_MISSING` */
export async function readKey(id: string, file: string): Promise<Client> {
  const missing = (reason: string, cause: unknown): SimpulError =>
    new SimpulError(CLI.KEY_MISSING, { params: { client: id, reason }, cause });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw missing(`${file} cannot be read (${code})${await hint(file, code)}`, error);
  }
  try {
    const jwk = JSON.parse(text) as JWK;
    const alg = jwk.alg ?? '';
    if (!ALGORITHMS.has(alg) || typeof jwk['d'] !== 'string') throw new TypeError('not a private key with alg');
    const key = (await importJWK(jwk, alg)) as CryptoKey;
    const thumbprint = await calculateJwkThumbprint(jwk);
    return { id, key, alg, kid: jwk.kid ?? thumbprint, thumbprint };
  } catch (error) {
    // The cause may quote the file, which is a secret: it is dropped.
    void error;
    throw missing(`${file} is no private JWK with alg ES256, PS256 or EdDSA`, undefined);
  }
}

/** Which keys there are, where the one that was asked for is not. */
async function hint(file: string, code: string | undefined): Promise<string> {
  if (code !== 'ENOENT') return '';
  try {
    const files = await readdir(join(file, '..'));
    const subsystems = files.filter((name) => /^[^.]+\..+\.jwk$/.test(name)).toSorted();
    const shown = subsystems.slice(0, 3).map((name) => name.slice(0, -'.jwk'.length).replaceAll('.', '/'));
    return shown.length === 0
      ? ''
      : `; there are keys for ${shown.join(', ')}${subsystems.length > 3 ? ' and others' : ''}`;
  } catch {
    // No folder, no hint: the error about the key itself stands.
    return '';
  }
}

function usage(reason: string): SimpulError {
  return new SimpulError(CLI.USAGE, { params: { reason } });
}
