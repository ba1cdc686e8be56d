import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { isSimpulError, SimpulError } from '@simpul/errors';
import { fetchLogs, keysByOrigin, type ListedLog } from '../api/audit-log.ts';
import type { Bus } from '../api/bus.ts';
import { createHttpClient, type HttpClient } from '../api/http-client.ts';
import { openBus } from '../credentials/bus-address.ts';
import { pinLogKeys } from '../credentials/log-pins.ts';
import { LOG_TIMEOUT_MS, VERIFY_MAX_BYTES } from '../defaults.ts';
import { CLI } from '../errors.ts';
import { type AccessOptions, entriesAccess } from './entries-access.ts';
import { folderLog, isFile, isFolder } from './folder-log.ts';
import { httpLog } from './http-log.ts';
import type { LogSource, Surroundings } from './log-source.ts';
import { isUnreachable, sendPatiently } from './retries.ts';

/** Path of a log below the address of its bus. */
const LOG_PATH = /\/audit\/log\/[^/]+$/;
/** Names that are safe as one part of a path, here and there. */
const LOG_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/;

/** A log that was found. */
export interface FoundLog {
  readonly source: LogSource;
  /** Short name: the last part of its address or folder. */
  readonly name: string;
  /** What the bus says of it, where a bus was asked. */
  readonly listed?: ListedLog;
}

/** The logs behind one address, folder or bus. */
export interface FoundLogs {
  /** Whether there may be several: a bus, or a folder of logs. */
  readonly several: boolean;
  /** The logs that there are now, in the order of the bus, newest first. Keys of the own bus's new ones are pinned. */
  list(): Promise<readonly FoundLog[]>;
  close(): Promise<void>;
}

export interface FindOptions extends AccessOptions {
  readonly around: Surroundings;
}

/**
 * The log, or logs, that `what` means: the address of a log or of a bus, a folder with a log or with folders of logs; the bus of the
 * options where it is undefined. The keys of that bus's logs are pinned at first contact.
 *
 * @returns undefined where it is a path, but not one of a folder with a log
 * @throws SimpulError `SIMPUL_CLI_USAGE` for an address of neither, `SIMPUL_CLI_KEY_CHANGED`
 */
export async function findLogs(what: string | undefined, options: FindOptions): Promise<FoundLogs | undefined> {
  if (what === undefined) return logsOfBus(await openBus(options, options.around.terminal), options);
  if (/^https?:\/\//i.test(what)) return logsAt(what, options);
  return logsIn(resolve(options.around.terminal.cwd, what));
}

async function logsAt(address: string, options: FindOptions): Promise<FoundLogs> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.search !== '' || url.hash !== '') {
    const reason = `${address} is no address of a log; expected …/audit/log/{name}, or the address of a bus`;
    throw new SimpulError(CLI.USAGE, { params: { reason } });
  }
  const base = url.href.replace(/\/+$/, '');
  if (LOG_PATH.test(base)) return oneLogAt(base, options);
  const http = createHttpClient(base, { timeoutMs: LOG_TIMEOUT_MS, maxBytes: VERIFY_MAX_BYTES });
  const logs = logsOfBus({ url: base, publicUrl: base, http }, options);
  try {
    await logs.list();
    return logs;
  } catch (error) {
    await logs.close();
    // Logs of others may be anywhere.
    if (isSimpulError(error) && !isUnreachable(error)) return oneLogAt(base, options);
    throw error;
  }
}

function oneLogAt(base: string, { around, ...access }: FindOptions): FoundLogs {
  const entries = entriesAccess(access, around);
  const source = httpLog(base, { around, access: entries });
  return fixed([{ source, name: basename(new URL(base).pathname) }], { several: false, close: () => entries.close() });
}

function logsOfBus(bus: Bus, { around, ...access }: FindOptions): FoundLogs {
  const entries = entriesAccess(access, around);
  const sources = new Map<string, LogSource>();
  const send: HttpClient['send'] = async (request) =>
    sendPatiently(bus.url, async () => bus.http.send(request), around);
  const patient: Bus = { ...bus, http: { ...bus.http, send } };

  function found(listed: ListedLog): FoundLog {
    const { name } = listed;
    if (!LOG_NAME.test(name)) {
      throw new SimpulError(CLI.NOT_A_BUS, { params: { url: bus.url, reason: 'a log has no proper name' } });
    }
    const source = sources.get(name) ?? httpLog(`${bus.url}/audit/log/${name}`, { around, access: entries });
    sources.set(name, source);
    return { source, name, listed };
  }

  return {
    several: true,
    async list() {
      const listed = await fetchLogs(patient);
      if (bus.folder !== undefined) await pinLogKeys(bus.folder, keysByOrigin(listed));
      return listed.map(found);
    },
    async close() {
      await Promise.all([...sources.values()].map(async (source) => source.close()));
      await entries.close();
      await bus.http.close();
    },
  };
}

async function logsIn(folder: string): Promise<FoundLogs | undefined> {
  if (!(await isFolder(folder))) return undefined;
  if (await isFile(join(folder, 'checkpoint'))) {
    return fixed([{ source: folderLog(folder), name: basename(folder) }], { several: false });
  }
  const logs: FoundLog[] = [];
  for (const name of (await readdir(folder)).toSorted().toReversed()) {
    const inner = join(folder, name);
    if (await isFile(join(inner, 'checkpoint'))) logs.push({ source: folderLog(inner), name });
  }
  return logs.length === 0 ? undefined : fixed(logs, { several: true });
}

function fixed(
  logs: readonly FoundLog[],
  { several, close }: { readonly several: boolean; readonly close?: () => Promise<void> },
): FoundLogs {
  return {
    several,
    list: () => Promise.resolve(logs),
    async close() {
      await Promise.all(logs.map(async ({ source }) => source.close()));
      await close?.();
    },
  };
}
