import { join, resolve } from 'node:path';
import { MIRROR_PAUSE_MS } from '../defaults.ts';
import { copyLog, type CopyReport } from '../mirror/copy-log.ts';
import { type MirrorFolder, openMirrorFolder } from '../mirror/mirror-folder.ts';
import { formatCopyLine, formatCopyReport } from '../output/mirror.ts';
import type { Terminal } from '../terminal.ts';
import type { AccessOptions } from '../verification/entries-access.ts';
import { findTrust, type TrustOptions } from '../verification/find-keys.ts';
import { findLogs, type FoundLogs } from '../verification/find-logs.ts';
import { failed } from '../verification/holds.ts';
import { surroundings, type Surroundings } from '../verification/log-source.ts';
import { onceReachable } from '../verification/retries.ts';

/** Options of `simpul audit mirror`. */
export interface MirrorOptions extends AccessOptions, Omit<TrustOptions, 'policy'> {
  readonly log?: string;
  readonly follow?: boolean;
}

/** Copies one log to a folder, or each log of a bus to a folder of its own in it; once, or until it is stopped. */
export async function mirrorLog(dir: string, options: MirrorOptions, terminal: Terminal): Promise<void> {
  const around = surroundings(terminal, options);
  const find = () => findLogs(options.log, { ...options, around });
  const found = await (options.follow === true ? patiently(find, around) : find());
  if (found === undefined) throw failed(options.log ?? '', 'the folder holds no log');
  const round: Round = { found, folders: new Map(), options, around, dir: resolve(terminal.cwd, dir) };
  const shown = new Set<string>();
  const print = (report: CopyReport): void => {
    const isFirst = !shown.has(report.folder);
    shown.add(report.folder);
    if (!isFirst && report.from === report.size) return;
    if (options.json === true) terminal.out(`${JSON.stringify({ mirrored: true, ...report })}\n`);
    else terminal.out(isFirst ? formatCopyReport(report) : formatCopyLine(report));
  };
  try {
    if (options.follow === true) await follow(round, print);
    else await copyAll(round, print);
  } finally {
    for (const folder of round.folders.values()) folder.close();
    await found.close();
  }
}

interface Round {
  readonly found: FoundLogs;
  readonly folders: Map<string, MirrorFolder>;
  readonly options: MirrorOptions;
  readonly around: Surroundings;
  readonly dir: string;
}

async function copyAll(
  { found, folders, options, around, dir }: Round,
  print: (report: CopyReport) => void,
): Promise<void> {
  for (const { name, source } of await found.list()) {
    const path = found.several ? join(dir, name) : dir;
    const folder = folders.get(path) ?? (await openMirrorFolder(path));
    folders.set(path, folder);
    // Keys of a log that has just begun are pinned when it is listed.
    const trust = await findTrust(options, around.terminal);
    print(await copyLog(source, { ...trust, folder, around }));
  }
}

/** A log that cannot be reached for a while is waited for; anything else ends the following. */
async function follow(round: Round, print: (report: CopyReport) => void): Promise<never> {
  for (;;) {
    await patiently(() => copyAll(round, print), round.around);
    await round.around.terminal.wait(MIRROR_PAUSE_MS);
  }
}

function patiently<T>(work: () => Promise<T>, { terminal, say }: Surroundings): Promise<T> {
  return onceReachable(work, { say, pause: () => terminal.wait(MIRROR_PAUSE_MS) });
}
