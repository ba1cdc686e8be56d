import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toBase64 } from '@simpul/tlog';
import { durableFiles } from '../mirror/durable-files.ts';
import { ContradictionError } from '../verification/growth.ts';
import type { Finding } from './check-log.ts';
import { historyName } from './history.ts';

const EVIDENCE = 'evidence';
const STAGING = 'staging';

/** What is told of an inconsistency, to people and to the webhook. */
export interface Alarm {
  readonly event: 'inconsistency';
  /** How the log contradicts itself; `unverifiable` where it is only not what it says. */
  readonly kind: string;
  /** Address of the log. */
  readonly log: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
  /** The last good checkpoint, and when it was seen. */
  readonly before?: { readonly size: number; readonly root: string; readonly seen: string; readonly note: string };
  /** What the log serves now, verbatim. */
  readonly after?: { readonly note: string };
  /** Folder with both checkpoints as they came. */
  readonly evidence: string;
}

/** Stores both checkpoints as files of their own, which any tool reads, with a report beside them. */
export async function keepEvidence(state: string, finding: Finding, now: number): Promise<Alarm> {
  const { log, error, before, after } = finding;
  const at = new Date(now).toISOString();
  const evidence = await newFolder(
    join(state, EVIDENCE),
    `${at.replaceAll(':', '')}-${historyName(before?.origin ?? log)}`,
  );
  const alarm: Alarm = {
    event: 'inconsistency',
    kind: error instanceof ContradictionError ? error.kind : 'unverifiable',
    log,
    reason: error.message,
    at,
    ...(before && {
      before: {
        size: before.size,
        root: toBase64(before.root),
        seen: new Date(before.seen).toISOString(),
        note: before.note,
      },
    }),
    ...(after && { after: { note: Buffer.from(after).toString('utf8') } }),
    evidence,
  };
  await mkdir(join(evidence, STAGING));
  const files = durableFiles(evidence, STAGING);
  if (before !== undefined) await files.write('before.checkpoint', before.note);
  if (after !== undefined) await files.write('after.checkpoint', after);
  await files.write('report.json', `${JSON.stringify(alarm, undefined, 2)}\n`);
  await files.sync();
  await files.remove(STAGING);
  return alarm;
}

/** Two alarms within a millisecond do not share a folder. */
async function newFolder(parent: string, name: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  for (let number = 1; ; number += 1) {
    const path = join(parent, number === 1 ? name : `${name}-${number}`);
    try {
      await mkdir(path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
