import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface ChildOutcome {
  /** Complete lines of its standard output. */
  readonly lines: readonly string[];
  readonly code: number | null;
}

/** Collects what a child prints until it ends; kills it with SIGKILL after some lines where that is asked for. */
export async function runChild(
  child: ChildProcessWithoutNullStreams,
  { killAfterLines = Infinity }: { readonly killAfterLines?: number } = {},
): Promise<ChildOutcome> {
  const lines: string[] = [];
  const ended = once(child, 'close');
  child.stderr.resume();
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    if (lines.length === killAfterLines) child.kill('SIGKILL');
  });
  const [code] = (await ended) as [number | null];
  // A line that the kill cut short is not an acknowledgement.
  return { lines: lines.filter((line) => line.endsWith('.') || !line.startsWith('id-')), code };
}
