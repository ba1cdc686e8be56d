import { temporaryFolder } from '@simpul/testing';
import { BenchFailure } from './bench-failure.ts';
import type { BenchCase } from './cases/bench-case.ts';
import { chooseLoad } from './load/choose-load.ts';
import { CONNECTIONS, type LoadResult } from './load/load.ts';
import { type BenchOptions, readOptions } from './options.ts';
import { peakMemory } from './peak-memory.ts';
import { formatTable, summarise } from './report.ts';

/** What a bench compares. */
export interface BenchPlan<Name extends string> {
  /** In the order in which each repetition runs them. */
  readonly names: readonly Name[];
  /** What the rates of a case are divided by. */
  readonly baselineOf: (name: Name) => Name;
  /** Starts the wanted cases. Each is handed over as soon as it runs, so that it is stopped whatever happens to the next. */
  readonly start: (wanted: readonly Name[], bench: BenchContext<Name>) => Promise<void>;
}

export interface BenchContext<Name extends string> {
  /** Folder for what the cases keep; gone afterwards. */
  readonly folder: string;
  readonly started: (subject: BenchCase<Name>) => void;
  /** Hands over something that is no case itself, and is stopped after the cases. */
  readonly uses: (part: { stop(): Promise<unknown> }) => void;
  /** Highest rate of a case so far; undefined before its first load. */
  readonly fastest: (name: Name) => number | undefined;
}

/** Answers after which little is left to compile, and loads after which a slow machine is not waited for any longer. */
const WARM_ANSWERS = 20_000;
const WARM_LOADS = 4;

/** Runs the cases of a plan interleaved, as the command line says, and prints how they compare. Sets the exit code. */
export async function runBench<Name extends string>(plan: BenchPlan<Name>): Promise<void> {
  const { name: generator, load } = chooseLoad();
  const folder = temporaryFolder();
  const cases: BenchCase<Name>[] = [];
  const parts: { stop(): Promise<unknown> }[] = [];
  /** Of each case, in the order of the repetitions, warm-up first. */
  const loads = new Map<Name, LoadResult[]>();

  /** One load of one case. @throws BenchFailure when an answer is not 2xx, is missing, or has no leaf */
  async function measure(subject: BenchCase<Name>, seconds: number): Promise<LoadResult> {
    const target = await subject.prepare(seconds);
    const result = await load(target, seconds);
    const { completed, refused, broken } = result;
    if (completed === 0 || refused > 0 || broken > 0) {
      throw new BenchFailure(`${completed} answers, ${refused} of them not 2xx, and ${broken} that never came`);
    }
    await subject.settle(result);
    return result;
  }

  async function run({ reps, seconds, json }: BenchOptions<Name>): Promise<void> {
    const note = async (subject: BenchCase<Name>): Promise<number> => {
      const result = await measure(subject, seconds).catch((cause: unknown) => {
        throw cause instanceof BenchFailure ? new BenchFailure(`${subject.name}: ${cause.message}`, { cause }) : cause;
      });
      loads.set(subject.name, [...(loads.get(subject.name) ?? []), result]);
      if (!json) process.stderr.write('.');
      return result.completed;
    };
    for (const subject of cases) {
      for (let answers = 0, done = 0; answers < WARM_ANSWERS && done < WARM_LOADS; done++)
        answers += await note(subject);
    }
    for (let rep = 0; rep < reps; rep++) for (const subject of cases) await note(subject);
  }

  function report({ reps, seconds, json }: BenchOptions<Name>): void {
    const lines = summarise(
      cases.map(({ name, pids }) => ({ name, results: loads.get(name)?.slice(-reps) ?? [], rss: peakMemory(pids) })),
      plan.baselineOf,
    );
    if (json) for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
    else {
      process.stdout.write(`\n${generator}, ${CONNECTIONS} connections, medians of ${reps} x ${seconds} s\n`);
      process.stdout.write(formatTable(lines));
    }
  }

  try {
    const options = readOptions(process.argv.slice(2), plan.names);
    await plan.start(options.only, {
      folder: folder.path,
      started: (subject) => cases.push(subject),
      uses: (part) => parts.push(part),
      fastest: (name) => loads.get(name)?.reduce((most, { rps }) => Math.max(most, rps), 0),
    });
    await run(options);
    report(options);
  } catch (error) {
    process.stderr.write(`\nbench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    for (const one of [...parts, ...cases].toReversed()) await one.stop();
    folder.remove();
  }
}
