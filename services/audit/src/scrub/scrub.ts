import { Pace } from '../completeness/pace.ts';
import { type CheckLogger, type FindingSink, toFinding } from '../completeness/raise.ts';
import { StateFile } from '../completeness/state-file.ts';
import { LogWalk, type ScrubStore } from './log-walk.ts';
import { integrity, type Place } from './place.ts';

/** One log, to be read back on this thread. */
export interface ScrubbedLog {
  readonly name: string;
  readonly store: ScrubStore;
}

export interface ScrubOptions {
  readonly logs: readonly ScrubbedLog[];
  readonly findings: FindingSink;
  /** Keeps how far the round got, so that frequent restarts do not keep it from its end. */
  readonly stateFile: string;
  readonly logger: CheckLogger;
  /** Milliseconds since the Unix epoch. */
  readonly now?: () => number;
}

/** Reads everything back, again and again. */
export interface Scrub {
  /** Goes round until it is stopped. */
  start(): void;
  /** Takes a new log into the round. */
  add(log: ScrubbedLog): void;
  /** Goes round once, as fast as it can. */
  round(): Promise<void>;
  stop(): Promise<void>;
}

interface Progress {
  readonly log: string;
  readonly position: number;
}

/** A round that has ended is not gone on with: after a restart all is read back at once. */
const BEGINNING: Progress = { log: '', position: 0 };
/** Share of a core that it may take. */
const CORE_SHARE = 0.05;
/** Shortest time from one round's end to the next one's beginning, milliseconds. */
const ROUND_PAUSE_MS = 60_000;
/** Milliseconds between two times that the progress is kept. */
const KEEP_MS = 5000;
/** Milliseconds until a round that failed is tried again. */
const RETRY_MS = 60_000;
/** Places that are remembered as told; the sink knows the others. */
const MAX_TOLD = 10_000;
const STATE_FORMAT = 1;

/**
 * Creates the scrub: it reads every stored batch back, hashes its leaves anew, and holds them against the hash tiles, the
 * roots of the batches and the signed root. What differs becomes a finding that names log, leaves and what is wrong.
 */
export function createScrub(options: ScrubOptions): Scrub {
  const { findings, logger, now = Date.now } = options;
  const logs = [...options.logs];
  const file = new StateFile<Progress>(options.stateFile, { format: STATE_FORMAT });
  const pace = new Pace(CORE_SHARE);
  const told = new Set<string>();
  let running: Promise<void> | undefined;
  let keptAt = performance.now();

  async function raise(log: string, place: Place): Promise<boolean> {
    const finding = toFinding(integrity(log, place), now());
    if (told.has(finding.id)) return false;
    logger.error({ finding, alert: 'audit-integrity' }, 'what is stored of the log is not what was written');
    await findings.add(finding);
    if (told.size >= MAX_TOLD) told.clear();
    told.add(finding.id);
    return true;
  }

  function keep(progress: Progress): void {
    if (performance.now() - keptAt >= KEEP_MS) write(progress);
  }

  function write(progress: Progress): void {
    try {
      file.write(progress);
    } catch (err) {
      // Costs the next start a longer way, nothing else.
      logger.error({ err }, 'how far the scrub got could not be kept');
    }
    keptAt = performance.now();
  }

  async function goRound(from: Progress | undefined, work: Pace['work']): Promise<void> {
    const startedAt = performance.now();
    const start = Math.max(
      0,
      logs.findIndex(({ name }) => name === from?.log),
    );
    let leaves = 0;
    let found = 0;
    for (let at = start; at < logs.length; at += 1) {
      const log = logs[at];
      if (log === undefined || pace.isStopped) return;
      const walk = await LogWalk.begin(log.store, log.name === from?.log ? from.position : 0);
      for (let isDone = false; !isDone && !pace.isStopped;) {
        const before = walk.position;
        const step = await work(() => walk.step());
        for (const place of step.places) if (await raise(log.name, place)) found += 1;
        ({ isDone } = step);
        leaves += walk.position - before;
        keep({ log: log.name, position: walk.position });
      }
    }
    if (pace.isStopped) return;
    write(BEGINNING);
    const ms = Math.round(performance.now() - startedAt);
    logger.info({ logs: logs.length, leaves, found, ms }, 'the scrub has read the log back');
  }

  async function goRoundForever(): Promise<void> {
    let from = file.read();
    while (!pace.isStopped) {
      try {
        await goRound(from, (piece) => pace.work(piece));
        from = undefined;
        await pace.pause(ROUND_PAUSE_MS);
      } catch (err) {
        logger.error({ err }, 'the scrub could not read the log back');
        await pace.pause(RETRY_MS);
      }
    }
  }

  return {
    start() {
      running ??= goRoundForever();
    },
    add(log) {
      logs.push(log);
    },
    round: () => goRound(undefined, (piece) => piece()),
    async stop() {
      pace.stop();
      await running;
    },
  };
}
