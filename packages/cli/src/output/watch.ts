import { toBase64 } from '@simpul/tlog';
import type { Terminal } from '../terminal.ts';
import type { Look } from '../watch/check-log.ts';
import type { Alarm } from '../watch/evidence.ts';
import { keyLines, lines } from './report-lines.ts';

/** Prints what a watcher sees: lines for people, one JSON object a line for machines. */
export interface WatchPrinter {
  /** A checkpoint; one that was shown before only with `--once`. */
  look(look: Look): void;
  alarm(alarm: Alarm): void;
  /** Something that is no finding about a log. */
  note(text: string): void;
}

export function createWatchPrinter(
  terminal: Terminal,
  { json }: { readonly json?: boolean | undefined },
): WatchPrinter {
  const shown = new Set<string>();
  const emit = (event: object): void => terminal.out(`${JSON.stringify(event)}\n`);
  return {
    look(look) {
      const isFirst = !shown.has(look.log);
      shown.add(look.log);
      if (!look.changed && !isFirst) return;
      if (json === true) emit(describeLook(look));
      else terminal.out(isFirst ? formatFirstLook(look) : formatLook(look));
    },
    alarm(alarm) {
      if (json === true) emit(alarm);
      else terminal.err(formatAlarm(alarm));
    },
    note(text) {
      if (json === true) emit({ event: 'note', text });
      else terminal.err(`simpul: ${text}\n`);
    },
  };
}

function describeLook({ log, checkpoint, previous, changed }: Look): object {
  const { note: _, root, ...rest } = checkpoint;
  const before = previous && {
    size: previous.size,
    root: toBase64(previous.root),
    seen: new Date(previous.seen).toISOString(),
  };
  return { event: 'checkpoint', log, ...rest, root: toBase64(root), previous: before, changed };
}

function formatLook({ log, checkpoint: { size, root }, previous }: Look): string {
  return `${log}  ${size} entries, root ${toBase64(root)}, extends ${previous?.size ?? 0}\n`;
}

function formatFirstLook({ log, checkpoint, previous }: Look): string {
  const { origin, size, root } = checkpoint;
  const extended =
    previous === undefined
      ? 'nothing to compare with: this is the first checkpoint seen here, and it is kept'
      : `it extends the ${previous.size} entries seen at ${new Date(previous.seen).toISOString()}`;
  return lines([
    `watched: ${log}`,
    `  log         ${origin}`,
    `  checkpoint  ${size} entries, root ${toBase64(root)}`,
    `  checked     ${extended}`,
    ...keyLines(checkpoint),
    '  not proven  that the entries are readable and right (simpul audit mirror, simpul audit verify); that every exchange',
    '              was recorded; that the bus shows others the same log (compare what is kept here with others)',
  ]);
}

function formatAlarm({ log, reason, before, evidence }: Alarm): string {
  return lines([
    `simpul: INCONSISTENCY in ${log}`,
    `  ${reason}`,
    ...(before === undefined
      ? []
      : [`  last good   ${before.size} entries, root ${before.root}, seen at ${before.seen}`]),
    `  evidence    ${evidence}`,
  ]);
}
