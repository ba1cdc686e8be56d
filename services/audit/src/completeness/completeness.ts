import { LEAF_PREFIX, splitFrames } from '@simpul/store';
import { ChainChecker, GAP_GRACE_MS, silence } from './chain-checker.ts';
import { Pace } from './pace.ts';
import { type CheckLogger, type FindingSink, type Found, toFinding } from './raise.ts';
import { type CheckedStore, readNext } from './read-batches.ts';
import { SilenceWatch } from './silence-watch.ts';
import { readSourceLeaf } from './source-leaf.ts';
import type { SourceState } from './source-state.ts';
import { StateFile } from './state-file.ts';

/** One log, to be checked on this thread. */
export interface CheckedLog {
  readonly name: string;
  readonly store: CheckedStore;
}

export interface CompletenessOptions {
  /** Logs from the oldest to the one that grows. */
  readonly logs: readonly CheckedLog[];
  readonly findings: FindingSink;
  /** Keeps how far it got, so that a restart reads only what came after. */
  readonly stateFile: string;
  readonly logger: CheckLogger;
  /** Milliseconds since the Unix epoch. */
  readonly now?: () => number;
  /** Milliseconds that only go forward. */
  readonly uptime?: () => number;
}

/** Checks that nothing is missing in the logs, behind the appends and apart from them. */
export interface Completeness {
  /** Follows the logs until it is stopped. */
  start(): void;
  /** Goes on with a new log once the one before is read to its end. */
  add(log: CheckedLog): void;
  /** Checks all that is stored now. */
  check(): Promise<void>;
  stop(): Promise<void>;
}

interface Progress {
  readonly log: string;
  readonly next: number;
  readonly sources: readonly SourceState[];
}

/** Share of a core that catching up may take. */
const CORE_SHARE = 0.25;
/** Milliseconds between two looks for new leaves. */
const LOOK_MS = 1000;
/** Milliseconds between two times that the progress is kept. */
const KEEP_MS = 5000;
const STATE_FORMAT = 1;

/**
 * Creates the checker of completeness (design 05). It reads what is stored, not what was sent, from where it got to before;
 * findings have ids that say what and where, so that reading twice raises nothing twice.
 */
export function createCompleteness(options: CompletenessOptions): Completeness {
  const { findings, logger, now = Date.now, uptime = () => performance.now() } = options;
  const file = new StateFile<Progress>(options.stateFile, { format: STATE_FORMAT });
  const logs = [...options.logs];
  const checker = new ChainChecker();
  const watch = new SilenceWatch(uptime);
  const pace = new Pace(CORE_SHARE);
  let current = 0;
  let next = 0;
  let keptAt = uptime();
  let isKept = true;
  /** Since when gaps wait for their explanation, by `uptime`. */
  let waitingSince: number | undefined;
  let running: Promise<void> | undefined;
  resume();

  /** Goes back to what was kept: where a finding was not, what led to it must be read again. */
  function resume(): void {
    const progress = file.read();
    const at = logs.findIndex(({ name }) => name === progress?.log);
    const known = at === -1 ? undefined : progress;
    checker.restore(known?.sources ?? []);
    current = Math.max(0, at);
    next = known?.next ?? 0;
    isKept = true;
  }

  async function raise(found: readonly Found[]): Promise<void> {
    for (const each of found) {
      const finding = toFinding(each, now());
      logger.warn({ finding }, 'a finding about the completeness of the log');
      await findings.add(finding);
      isKept = false;
    }
  }

  /** @returns whether there may be more */
  async function step(): Promise<boolean> {
    const log = logs[current];
    if (log === undefined) return false;
    const isLast = current === logs.length - 1;
    const { batches, lost } = await readNext(log.store, next);
    for (const { first, bundle } of batches) {
      for (const [position, bytes] of leavesOf(bundle).entries()) {
        const seen = readSourceLeaf(bytes, log.name, first + position);
        if (seen === undefined) continue;
        watch.heard(seen.leaf.src);
        await raise(checker.take(seen));
      }
    }
    const last = batches.at(-1);
    if (last === undefined && lost === undefined) {
      if (isLast) return false;
      current += 1;
      next = 0;
      return true;
    }
    next = lost?.end ?? (last === undefined ? next : last.first + last.ids.length);
    isKept = false;
    return true;
  }

  /** Only once all is read: until then nobody can be said to be silent, nor a gap to stay one. */
  async function judgeNow(): Promise<void> {
    const log = logs[current];
    if (log === undefined) return;
    // By a clock that nobody sets as well: the log's own may stand still for days after it was set back.
    waitingSince = checker.isWaiting ? (waitingSince ?? uptime()) : undefined;
    const isOver = waitingSince !== undefined && uptime() - waitingSince > GAP_GRACE_MS;
    await raise(checker.settle(isOver ? Infinity : now()));
    for (const { source, ms } of watch.silent(checker.sources)) {
      source.silent = true;
      await raise([silence(source, log.name, ms)]);
    }
  }

  function keep(): void {
    const log = logs[current];
    if (isKept || log === undefined) return;
    try {
      file.write({ log: log.name, next, sources: [...checker.sources] });
      isKept = true;
    } catch (err) {
      // Costs the next start a longer way, nothing else.
      logger.warn({ err }, 'how far the completeness of the log was checked could not be kept');
    }
    keptAt = uptime();
  }

  async function follow(): Promise<void> {
    while (!pace.isStopped) {
      try {
        watch.look();
        while (await pace.work(step)) {
          if (pace.isStopped) return;
        }
        await judgeNow();
        if (uptime() - keptAt >= KEEP_MS) keep();
      } catch (err) {
        resume();
        if (pace.isStopped) return;
        logger.error({ err }, 'the completeness of the log could not be checked');
      }
      await pace.pause(LOOK_MS);
    }
  }

  return {
    start() {
      running ??= follow();
    },
    add(log) {
      logs.push(log);
    },
    async check() {
      watch.look();
      while (await step());
      await judgeNow();
    },
    async stop() {
      pace.stop();
      await running;
      keep();
    },
  };
}

function leavesOf(bundle: Uint8Array): Uint8Array[] {
  try {
    return splitFrames(bundle, LEAF_PREFIX);
  } catch {
    // Only a row that was tampered with, which the scrub names; its leaves show as gaps.
    return [];
  }
}
