import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Version of the files. */
const FORMAT = 1;
/** Milliseconds between two writings: so much older than it was may a snapshot seem after a restart. */
const WRITE_EVERY_MS = 5000;
const PRIVATE = 0o600;

/** What was known of a service at an instant. */
export interface Snapshot<T> {
  readonly revision: number;
  readonly items: readonly T[];
  /** Milliseconds since it was known to be the newest. */
  readonly ageMs: number;
}

/** The last state of something that is followed, on disk for a start without contact (design 02, rule 9). */
export interface SnapshotFile<T> {
  /** What was kept; undefined where there is nothing, nothing whole, or nothing young enough. */
  read(maxAgeMs: number): Promise<Snapshot<T> | undefined>;
  /**
   * Says that a state was the newest at an instant (milliseconds since the epoch). It is written now and then, beside what else the
   * process does.
   */
  keep(at: number, revision: number, items: () => Iterable<T>): void;
  /** Resolves once nothing is being written. */
  settled(): Promise<void>;
}

/** First line of the file; then follow so many items, a line each. */
interface Head {
  readonly v: number;
  readonly revision: number;
  readonly count: number;
}

/** Stands beside the file: when a state was known to be the newest. The file holds this revision, or a later one. */
interface Heard {
  readonly revision: number;
  readonly at: number;
}

/** @param onFailure - told when nothing could be written; what was kept before stays */
export function createSnapshotFile<T>(
  file: string,
  onFailure: (error: unknown) => void,
  now: () => number = Date.now,
): SnapshotFile<T> {
  const heardFile = `${file}.heard`;
  let onDisk: number | undefined;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> | undefined;

  /** Whole or not at all: a power cut may still leave less, which the count tells. */
  async function replace(name: string, fill: (file: string) => Promise<void>): Promise<void> {
    const made = `${name}.new`;
    try {
      await fill(made);
      await rename(made, name);
    } finally {
      await rm(made, { force: true });
    }
  }

  async function write(at: number, revision: number, items: readonly T[] | undefined): Promise<void> {
    if (items !== undefined) {
      const head: Head = { v: FORMAT, revision, count: items.length };
      await replace(file, (made) =>
        pipeline(Readable.from(lines(head, items)), createWriteStream(made, { mode: PRIVATE })),
      );
      onDisk = revision;
    }
    const heard: Heard = { revision, at };
    await replace(heardFile, (made) => writeFile(made, JSON.stringify(heard), { mode: PRIVATE }));
  }

  return {
    async read(maxAgeMs) {
      try {
        const heard = JSON.parse(await readFile(heardFile, 'utf8')) as Heard;
        const ageMs = now() - heard.at;
        // A clock that was set back tells nothing.
        if (!(ageMs >= 0 && ageMs <= maxAgeMs)) return undefined;
        const { head, items } = await readLines(file);
        const isWhole = head?.v === FORMAT && head.count === items.length && head.revision >= heard.revision;
        return isWhole ? { revision: head.revision, items: items as T[], ageMs } : undefined;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') onFailure(error);
        return undefined;
      }
    },
    keep(at, revision, items) {
      if (writing !== undefined || now() - writtenAt < WRITE_EVERY_MS) return;
      writtenAt = now();
      writing = write(at, revision, revision === onDisk ? undefined : [...items()])
        .catch(onFailure)
        .finally(() => (writing = undefined));
    },
    settled: async () => writing,
  };
}

function* lines(head: Head, items: readonly unknown[]): Generator<string> {
  yield `${JSON.stringify(head)}\n`;
  for (const item of items) yield `${JSON.stringify(item)}\n`;
}

async function readLines(file: string): Promise<{ head: Head | undefined; items: unknown[] }> {
  let head: Head | undefined;
  const items: unknown[] = [];
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (head === undefined) head = JSON.parse(line) as Head;
    else items.push(JSON.parse(line));
  }
  return { head, items };
}
