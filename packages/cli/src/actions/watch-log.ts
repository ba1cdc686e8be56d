import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isSimpulError } from '@simpul/errors';
import { acquireFolderLock } from '@simpul/store';
import { CLI } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { ExitWith } from '../exit-with.ts';
import { createWatchPrinter, type WatchPrinter } from '../output/watch.ts';
import type { Terminal } from '../terminal.ts';
import type { AccessOptions } from '../verification/entries-access.ts';
import { findTrust, type TrustOptions } from '../verification/find-keys.ts';
import { findLogs } from '../verification/find-logs.ts';
import { failed } from '../verification/holds.ts';
import { onceReachable } from '../verification/retries.ts';
import type { Finding } from '../watch/check-log.ts';
import { keepEvidence } from '../watch/evidence.ts';
import { SilenceWatch } from '../watch/silence.ts';
import { type RoundResult, WatchTarget } from '../watch/watch-round.ts';
import { checkWebhook, postWebhook } from '../watch/webhook.ts';

/** Where checkpoints are kept unless `--state` says otherwise. */
const STATE_FOLDER = '.simpul-watch';

/** Options of `simpul audit watch`. */
export interface WatchOptions extends AccessOptions, TrustOptions {
  readonly log?: readonly string[];
  readonly state?: string;
  /** Seconds. */
  readonly interval: number;
  readonly webhook?: string;
  readonly once?: boolean;
}

/**
 * Keeps every checkpoint of logs, and checks that each extends the one before, once or until stopped. An inconsistency ends it.
 *
 * @throws ExitWith `EXIT.verification` after an inconsistency was told; `EXIT.unreachable` with `--once`
 */
export async function watchLog(options: WatchOptions, terminal: Terminal): Promise<void> {
  if (options.webhook !== undefined) checkWebhook(options.webhook);
  const state = resolve(terminal.cwd, options.state ?? STATE_FOLDER);
  await mkdir(state, { recursive: true });
  const lock = acquireFolderLock(join(state, 'lock.sqlite'));
  const targets: WatchTarget[] = [];
  const printer = createWatchPrinter(terminal, options);
  try {
    const wanted = options.log ?? [undefined];
    for (const what of wanted) {
      const open = () => openTarget(what, { options, state, terminal });
      const pause = () => terminal.wait(options.interval * 1000);
      const say = (text: string): void => printer.note(text);
      targets.push(await (options.once === true ? open() : onceReachable(open, { say, pause })));
    }
    const silence = new SilenceWatch(printer);
    const context: RoundContext = { options, state, terminal, printer, silence };
    for (;;) {
      const isReached = await lookAtAll(targets, context);
      if (options.once === true) {
        if (!isReached) throw new ExitWith(EXIT.unreachable);
        return;
      }
      await terminal.wait(options.interval * 1000);
    }
  } finally {
    for (const target of targets) await target.close();
    lock.release();
  }
}

interface RoundContext {
  readonly options: WatchOptions;
  readonly state: string;
  readonly terminal: Terminal;
  readonly printer: WatchPrinter;
  readonly silence: SilenceWatch;
}

async function openTarget(
  what: string | undefined,
  { options, state, terminal }: Pick<RoundContext, 'options' | 'state' | 'terminal'>,
): Promise<WatchTarget> {
  // What cannot be reached is said when it stays so, not at every attempt.
  const found = await findLogs(what, { ...options, around: { terminal, say: () => undefined } });
  if (found === undefined) throw failed(what ?? '', 'the folder holds no log');
  return new WatchTarget(found, state, what ?? 'the bus');
}

/** @returns whether all logs could be reached */
async function lookAtAll(targets: readonly WatchTarget[], context: RoundContext): Promise<boolean> {
  const { options, printer, silence, terminal } = context;
  const findings: Finding[] = [];
  let isReached = true;
  for (const target of targets) {
    const result = await lookAtTarget(target, context);
    for (const look of result.looks) printer.look(look);
    for (const look of result.looks) silence.saw(look, terminal.now());
    for (const { log, error } of result.unchecked)
      silence.missed(log, { error, now: terminal.now(), atOnce: options.once === true });
    if (result.unchecked.length > 0) isReached = false;
    findings.push(...result.findings);
  }
  for (const finding of findings) await raise(finding, context);
  if (findings.length > 0) throw new ExitWith(EXIT.verification);
  return isReached;
}

async function lookAtTarget(target: WatchTarget, { options, terminal }: RoundContext): Promise<RoundResult> {
  try {
    return await target.look(() => findTrust(options, terminal), terminal.now());
  } catch (error) {
    const { name: log } = target;
    if (isSimpulError(error, CLI.KEY_CHANGED)) return { looks: [], findings: [{ log, error }], unchecked: [] };
    if (isSimpulError(error, CLI.LOG_UNREACHABLE)) return { looks: [], findings: [], unchecked: [{ log, error }] };
    throw error;
  }
}

async function raise(finding: Finding, { options, state, terminal, printer }: RoundContext): Promise<void> {
  const alarm = await keepEvidence(state, finding, terminal.now());
  printer.alarm(alarm);
  if (options.webhook === undefined) return;
  const failure = await postWebhook(options.webhook, alarm, terminal);
  if (failure !== undefined) printer.note(`the webhook was not told (${failure})`);
}
