import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { CONFIG, SimpulError } from '@simpul/errors';
import { parseCheckpointBody, parseNote, TlogError } from '@simpul/tlog';
import { syncFolder } from '../mirror/durable-files.ts';
import type { Predecessor } from '../verification/shard-link.ts';

const NEWLINE = 0x0a;
const CHUNK_BYTES = 65_536;

/** A checkpoint as it was seen. */
export interface SeenCheckpoint extends Predecessor {
  /** Milliseconds since the Unix epoch. */
  readonly seen: number;
  readonly note: string;
}

/** All checkpoints of one log that were ever seen here: a file to which lines are only added. */
export interface History {
  readonly file: string;
  /** The latest; undefined in a new history. */
  last(): SeenCheckpoint | undefined;
  /** Adds one; it is on disk on return. */
  add(checkpoint: SeenCheckpoint): Promise<void>;
  close(): Promise<void>;
}

/** Name of a log's files in a state folder: the end of its origin, and what makes it unique. */
export function historyName(origin: string): string {
  const readable = (origin.split('/').at(-1) ?? '').replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 80);
  return `${readable}-${createHash('sha256').update(origin).digest('hex').slice(0, 16)}`;
}

/**
 * Opens the history of a log. A last line that a crash cut off was never acted upon, and is removed.
 *
 * @throws SimpulError `SIMPUL_CONFIG_INVALID` where the last line is no checkpoint
 */
export async function openHistory(state: string, origin: string): Promise<History> {
  const file = join(state, `${historyName(origin)}.jsonl`);
  const handle = await open(file, 'a+');
  await syncFolder(state);
  const { line, end } = await readLastLine(handle);
  await handle.truncate(end);
  let last = line === '' ? undefined : parseLine(file, line);
  return {
    file,
    last: () => last,
    async add(checkpoint) {
      const { seen, note } = checkpoint;
      await handle.appendFile(`${JSON.stringify({ seen: new Date(seen).toISOString(), note })}\n`);
      await handle.sync();
      last = checkpoint;
    },
    close: () => handle.close(),
  };
}

/** The last whole line, without its newline, and where whole lines end. */
async function readLastLine(handle: FileHandle): Promise<{ readonly line: string; readonly end: number }> {
  const { size } = await handle.stat();
  let tail = Buffer.alloc(0);
  let start = size;
  for (;;) {
    const length = Math.min(CHUNK_BYTES, start);
    const chunk = Buffer.alloc(length);
    start -= length;
    await handle.read(chunk, 0, length, start);
    tail = Buffer.concat([chunk, tail]);
    const end = tail.lastIndexOf(NEWLINE) + 1;
    const before = end === 0 ? -1 : tail.lastIndexOf(NEWLINE, end - 2);
    if (start > 0 && (end === 0 || before === -1)) continue;
    return { line: tail.subarray(before + 1, Math.max(end - 1, 0)).toString('utf8'), end: start + end };
  }
}

function parseLine(file: string, line: string): SeenCheckpoint {
  try {
    const { seen, note } = JSON.parse(line) as { seen?: unknown; note?: unknown };
    if (typeof seen !== 'string' || typeof note !== 'string') throw new SyntaxError('members are missing');
    const { origin, size, root } = parseCheckpointBody(parseNote(note).text);
    return { origin, size, root, note, seen: Date.parse(seen) };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TlogError)) throw error;
    const reason = 'its last line is no checkpoint; restore the file from a copy, or move it away to begin anew';
    throw new SimpulError(CONFIG.INVALID, { params: { name: file, reason }, cause: error });
  }
}
