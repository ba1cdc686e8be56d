import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { SimpulError } from '@simpul/errors';
import { createHttpClient } from '../api/http-client.ts';
import { failureOf } from '../api/bus-failure.ts';
import { CLI } from '../errors.ts';
import type { Terminal } from '../terminal.ts';

/** The files of a log, from wherever they are. */
export interface LogSource {
  readonly name: string;
  /** Content of a file by its path below the log; undefined where there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Widths of partial tiles that are kept of a tile, where the source can list them. */
  partialWidths(tilePath: string): Promise<readonly number[]>;
  close(): Promise<void>;
}

/**
 * The log at an address or in a folder; undefined where `what` is neither.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE` for an address of something else
 */
export async function openLogSource(what: string, terminal: Terminal): Promise<LogSource | undefined> {
  if (/^https?:\/\//i.test(what)) return logAt(what);
  const folder = resolve(terminal.cwd, what);
  return (await isFolder(folder)) ? logIn(folder) : undefined;
}

function logAt(address: string): LogSource {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.search !== '' || url.hash !== '' || url.pathname === '/') {
    const reason = `${address} is no address of a log; expected …/audit/log/{name}`;
    throw new SimpulError(CLI.USAGE, { params: { reason } });
  }
  const http = createHttpClient(url.href);
  return {
    name: address,
    async read(path) {
      const answer = await http.send({ method: 'GET', path: `/${path}` });
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw failureOf(answer, address);
      return answer.body;
    },
    partialWidths: () => Promise.resolve([]),
    close: () => http.close(),
  };
}

function logIn(folder: string): LogSource {
  return {
    name: folder,
    async read(path) {
      try {
        return await readFile(join(folder, path));
      } catch (error) {
        if (isAbsence(error)) return undefined;
        throw error;
      }
    },
    async partialWidths(tilePath) {
      const partials = `${basename(tilePath)}.p`;
      try {
        const names = await readdir(join(folder, dirname(tilePath), partials));
        return names.map(Number).filter((width) => Number.isInteger(width));
      } catch (error) {
        if (isAbsence(error)) return [];
        throw error;
      }
    },
    close: () => Promise.resolve(),
  };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isAbsence(error)) return false;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}
