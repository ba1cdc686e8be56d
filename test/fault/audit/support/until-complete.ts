import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/until.ts';

/** The check of completeness keeps its progress every few seconds. */
const CHECKED_WITHIN_MS = 120_000;

interface Progress {
  readonly next: number;
  readonly sources: readonly { readonly missing: readonly { readonly raised: boolean }[] }[];
}

/** How far the check of completeness of a log in `folder` got; 0 as long as a gap waits for its explanation. */
export function completeUpTo(folder: string): number {
  const { next, sources } = progressIn(folder);
  const isWaiting = sources.some(({ missing }) => missing.some(({ raised }) => !raised));
  return isWaiting ? 0 : next;
}

/** Gaps that are still open, told of or not. */
export function openGaps(folder: string): number {
  return progressIn(folder).sources.reduce((count, { missing }) => count + missing.length, 0);
}

function progressIn(folder: string): Progress {
  const file = join(folder, 'store/audit-completeness.json');
  if (!existsSync(file)) return { next: 0, sources: [] };
  return (JSON.parse(readFileSync(file, 'utf8')) as { state: Progress }).state;
}

/** Waits until the log has checked so many leaves for completeness, and no gap waits for its explanation. */
export async function untilComplete(folder: string, size: number): Promise<void> {
  await until(`${size} leaves checked for completeness`, CHECKED_WITHIN_MS, async () =>
    completeUpTo(folder) >= size ? true : undefined,
  );
}
