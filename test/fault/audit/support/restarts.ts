import { setTimeout as wait } from 'node:timers/promises';
import type { ProcessEnd, Running } from './cli-process.ts';
import type { Random } from './random.ts';

/** Something that runs in a process and is restarted at random times. */
export interface Restarted {
  readonly name: string;
  /** Starts it; resolves when it does its work, or at once where that may be ended at any time. */
  start(): Promise<Running>;
  /** Starts it only to be killed, maybe before it does its work. */
  startDoomed?(): Running;
  /** Told after each end, before the next start. */
  afterEnd?(): Promise<void>;
  /** How it ends on SIGTERM. */
  readonly cleanEnd: ProcessEnd;
}

/** What became of one process over a time of random restarts. */
export interface RestartRecord {
  readonly name: string;
  readonly signals: Readonly<Record<'SIGKILL' | 'SIGTERM' | 'doomed', number>>;
  /** What it printed so far, over all starts. */
  output(): string;
  /** Ends that nobody asked for, and others than those that were asked for. */
  readonly wrongEnds: readonly string[];
  /** Ends the last start, which still runs, with SIGTERM. */
  stop(): Promise<void>;
  /** Ends it if it still runs, however it is. */
  kill(): void;
}

/** Milliseconds that a process lives at most: every other one only so long that it has hardly begun. */
const LIVES_MS = [2000, 15_000] as const;
/** Milliseconds that it stays away at most. */
const AWAY_MS = 1500;
/** A start that is only to be killed lives so long at most, milliseconds: long enough to be ready at times. */
const DOOMED_MS = 2000;
/** Of so many starts one is killed early. */
const DOOMED_SHARE = 4;

/**
 * Restarts one process at random times until `signal`, but once by each signal at least; then it is started a last time and
 * left running.
 */
export async function restartAtRandom(
  what: Restarted,
  { random, signal }: { readonly random: Random; readonly signal: AbortSignal },
): Promise<RestartRecord> {
  const signals = { SIGKILL: 0, SIGTERM: 0, doomed: 0 };
  const outputs: string[] = [];
  const wrongEnds: string[] = [];
  let next: 'SIGKILL' | 'SIGTERM' | undefined;
  const pause = async (most: number): Promise<void> => {
    await wait(random.between(0, most), undefined, { signal }).catch(() => undefined);
  };
  const finish = async (running: Running, wanted: ProcessEnd): Promise<void> => {
    const end = await running.ended;
    if (end.code !== wanted.code || end.signal !== wanted.signal)
      wrongEnds.push(`${what.name} ended with ${JSON.stringify(end)}:\n${running.output()}`);
    await what.afterEnd?.();
  };

  for (;;) {
    if (!signal.aborted && what.startDoomed !== undefined && random.between(1, DOOMED_SHARE) === 1) {
      const doomed = what.startDoomed();
      await pause(DOOMED_MS);
      doomed.signal('SIGKILL');
      signals.doomed += 1;
      await finish(doomed, KILLED);
    }
    const running = await what.start();
    await Promise.race([pause(random.pick(LIVES_MS)), running.ended]);
    if (signal.aborted && signals.SIGKILL > 0 && signals.SIGTERM > 0) {
      let stopped: Promise<void> | undefined;
      const stop = async (): Promise<void> => {
        running.signal('SIGTERM');
        await finish(running, what.cleanEnd);
      };
      return {
        name: what.name,
        signals,
        wrongEnds,
        output: () => [...outputs, running.output()].join(''),
        stop: () => (stopped ??= stop()),
        kill: () => running.signal('SIGKILL'),
      };
    }
    // Two of a kind in a row at most, so that a short run has both.
    const how = next ?? random.pick(['SIGKILL', 'SIGTERM'] as const);
    next = next === undefined ? (how === 'SIGKILL' ? 'SIGTERM' : 'SIGKILL') : undefined;
    running.signal(how);
    signals[how] += 1;
    await finish(running, how === 'SIGKILL' ? KILLED : what.cleanEnd);
    outputs.push(running.output());
    await pause(AWAY_MS);
  }
}

const KILLED: ProcessEnd = { code: null, signal: 'SIGKILL' };
