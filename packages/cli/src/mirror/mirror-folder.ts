import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { acquireFolderLock } from '@simpul/store';
import { folderLog, isFile } from '../verification/folder-log.ts';
import type { LogSource } from '../verification/log-source.ts';
import { checkCheckpoint, type SignedCheckpoint, type Trust } from '../verification/signed-checkpoint.ts';
import { type DurableFiles, durableFiles } from './durable-files.ts';

/** What the mirror keeps for itself, beside the files of the log. */
const OWN = '.mirror';
const STAGING = join(OWN, 'staging');
const PENDING = join(OWN, 'pending');

/** A folder with a copy of a log, which this process alone writes. */
export interface MirrorFolder {
  readonly path: string;
  readonly source: LogSource;
  readonly files: DurableFiles;
  has(path: string): Promise<boolean>;
  /**
   * The checkpoint of the copy, and that of a copy which was interrupted: the log must extend both.
   *
   * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED`, `SIMPUL_CLI_KEY_NOT_VERIFIED`
   */
  checkpoints(trust: Trust): Promise<{ readonly current?: SignedCheckpoint; readonly pending?: SignedCheckpoint }>;
  /** Remembers the checkpoint that is being copied, before any of its files. */
  begin(note: string): Promise<void>;
  /** Makes a checkpoint the folder's own, after all that it names is on disk. */
  finish(note: string): Promise<void>;
  close(): void;
}

/**
 * Opens a folder for copying into; makes it where there is none.
 *
 * @throws SimpulError `SIMPUL_CONFIG_FOLDER_TAKEN` while another process copies into it
 */
export async function openMirrorFolder(path: string): Promise<MirrorFolder> {
  await mkdir(join(path, OWN), { recursive: true });
  const lock = acquireFolderLock(join(path, OWN, 'lock.sqlite'));
  await rm(join(path, STAGING), { recursive: true, force: true });
  await mkdir(join(path, STAGING));
  const source = folderLog(path);
  const files = durableFiles(path, STAGING);
  const read = async (file: string, trust: Trust): Promise<SignedCheckpoint | undefined> => {
    const note = await source.read(file);
    return note === undefined ? undefined : checkCheckpoint(join(path, file), note, trust);
  };

  return {
    path,
    source,
    files,
    has: (file) => isFile(join(path, file)),
    async checkpoints(trust) {
      const [current, pending] = [await read('checkpoint', trust), await read(PENDING, trust)];
      return { ...(current && { current }), ...(pending && { pending }) };
    },
    async begin(note) {
      await files.write(PENDING, note);
      await files.sync();
    },
    async finish(note) {
      await files.sync();
      await files.write('checkpoint', note);
      await files.sync();
      await files.remove(PENDING);
    },
    close: () => lock.release(),
  };
}
