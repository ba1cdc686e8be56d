import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CONFIG, SimpulError } from '@simpul/errors';
import type { JWK } from 'jose';
import type { Terminal } from '../terminal.ts';

/** What a person's login to a bus leaves on this machine. */
export interface Login {
  /** Address of the bus. */
  readonly publicUrl: string;
  /** Good for one use; the answer brings the next one. */
  readonly refreshToken: string;
  /** Private key that all tokens of this login are bound to. */
  readonly key: JWK;
  /** The newest access token and its end, ms since the Unix epoch. */
  readonly access: { readonly token: string; readonly endsAt: number };
}

const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;
const SUFFIX = '.json';

/** Folder of logins: `$XDG_CONFIG_HOME/simpul/logins`, else below `~/.config`. @throws SimpulError without a home */
function loginsFolder({ env }: Pick<Terminal, 'env'>): string {
  const { XDG_CONFIG_HOME: config, HOME: home } = env;
  if (config !== undefined && config.startsWith('/')) return join(config, 'simpul', 'logins');
  if (home !== undefined && home !== '') return join(home, '.config', 'simpul', 'logins');
  throw new SimpulError(CONFIG.INVALID, {
    params: { name: 'HOME', reason: 'is not set, and neither is XDG_CONFIG_HOME: there is no place for a login' },
  });
}

/** File of the login to a bus, whether there is one or not. */
export function loginFile(publicUrl: string, terminal: Pick<Terminal, 'env'>): string {
  return join(loginsFolder(terminal), `${encodeURIComponent(publicUrl)}${SUFFIX}`);
}

/** Addresses of the buses that somebody is logged in to. */
export async function listLogins(terminal: Pick<Terminal, 'env'>): Promise<readonly string[]> {
  const { HOME, XDG_CONFIG_HOME } = terminal.env;
  if (HOME === undefined && XDG_CONFIG_HOME === undefined) return [];
  const names = await readdir(loginsFolder(terminal)).catch(absent);
  return (names ?? [])
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => decodeURIComponent(name.slice(0, -SUFFIX.length)))
    .toSorted();
}

/** The login in a file; undefined where there is none. @throws SimpulError `SIMPUL_CONFIG_INVALID` for a damaged file */
export async function readLogin(file: string): Promise<Login | undefined> {
  const text = await readFile(file, 'utf8').catch(absent);
  if (text === undefined) return undefined;
  const login = parse(text);
  if (login !== undefined) return login;
  const reason = 'holds no login; delete it and log in again';
  throw new SimpulError(CONFIG.INVALID, { params: { name: file, reason } });
}

/** Writes a login, whole or not at all, for its owner alone. */
export async function writeLogin(file: string, login: Login): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
  const draft = join(dirname(file), `.${randomUUID()}.tmp`);
  const handle = await open(draft, 'wx', OWNER_ONLY);
  try {
    await handle.writeFile(`${JSON.stringify(login, undefined, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

export function removeLogin(file: string): Promise<void> {
  return rm(file, { force: true });
}

function parse(text: string): Login | undefined {
  try {
    const value = JSON.parse(text) as Partial<Login>;
    const isWhole =
      typeof value.publicUrl === 'string' &&
      typeof value.refreshToken === 'string' &&
      typeof value.key?.d === 'string' &&
      typeof value.access?.token === 'string' &&
      typeof value.access.endsAt === 'number';
    return isWhole ? (value as Login) : undefined;
  } catch {
    // The parser's message would quote a secret; the caller says what is wrong with the file.
    return undefined;
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  return undefined;
}
