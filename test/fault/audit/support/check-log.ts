import { join } from 'node:path';
import type { CheckedLog } from '../../../log-checker/check-log.mjs';
import { leafHash, treeHash } from '../../../log-checker/rfc6962.mjs';
import { downloadLog, findLog, type Seen } from '../../support/download-log.ts';
import { until } from '../../support/until.ts';

export interface LogCheck {
  readonly server: { readonly url: string };
  /** The log is downloaded to a folder in it. */
  readonly folder: string;
  /** Ids that the log said it holds. */
  readonly acknowledged: readonly string[];
  /** Checkpoints that were published before. */
  readonly seen: readonly Seen[];
}

const SIGNED_WITHIN_MS = 30_000;

/**
 * What every fault ends with: the log, downloaded and checked by code that is not ours, holds each acknowledged id exactly
 * once and no id twice, and continues every checkpoint that was seen before.
 * @throws Error that names what is wrong
 */
export async function checkAfter({ server, folder, acknowledged, seen }: LogCheck): Promise<CheckedLog> {
  const publicLog = await findLog(server.url);
  let lacking: string[] = [];
  const log = await until('a checkpoint over all that was acknowledged', SIGNED_WITHIN_MS, async () => {
    const checked = await downloadLog(publicLog, join(folder, 'downloaded'));
    const held = new Set(idsOf(checked));
    lacking = acknowledged.filter((id) => !held.has(id));
    return lacking.length === 0 ? checked : undefined;
  }).catch((error: unknown) => {
    throw lacking.length === 0 ? error : new Error(`acknowledged, but not in the log: ${lacking.join(', ')}`);
  });
  const ids = idsOf(log);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  if (twice.length > 0) throw new Error(`more than once in the log: ${twice.join(', ')}`);
  assertContinues(log, seen);
  return log;
}

/** The ids of a log's leaves, in its order. */
export function idsOf({ leaves }: CheckedLog): string[] {
  return leaves.map((leaf) => (JSON.parse(leaf.toString()) as { id: string }).id);
}

/** @throws Error that names a checkpoint with which the log is not consistent: all roots are computed anew */
export function assertContinues(log: CheckedLog, seen: readonly Seen[]): void {
  const hashes = log.leaves.map(leafHash);
  const distinct = new Map(seen.map((checkpoint) => [`${checkpoint.size} ${checkpoint.root}`, checkpoint]));
  for (const { size, root } of distinct.values()) {
    if (size > hashes.length) throw new Error(`a checkpoint of ${size} leaves was seen, the log has ${hashes.length}`);
    if (treeHash(hashes.slice(0, size)).toString('base64') !== root) {
      throw new Error(`the log is not a continuation of the checkpoint of ${size} leaves that was seen`);
    }
  }
}
