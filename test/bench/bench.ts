import { temporaryFolder } from '@simpul/testing';
import { join } from 'node:path';
import { BenchFailure } from './bench-failure.ts';
import { startBare } from './cases/bare-case.ts';
import { type BenchCase, type CaseName, CASES } from './cases/bench-case.ts';
import { startProvider } from './cases/provider-case.ts';
import { startSimpulDpop } from './cases/simpul-dpop-case.ts';
import { startSimpulLarge } from './cases/simpul-large-case.ts';
import { startSimpulMtls } from './cases/simpul-mtls-case.ts';
import { startSimpulSigned } from './cases/simpul-signed-case.ts';
import { startSimpulOpen } from './cases/simpul-open-case.ts';
import { makeTlsMaterial } from './cases/tls-material.ts';
import { chooseLoad } from './load/choose-load.ts';
import { CONNECTIONS, type LoadResult } from './load/load.ts';
import { type BenchOptions, readOptions } from './options.ts';
import { peakMemory } from './peak-memory.ts';
import { formatTable, summarise } from './report.ts';

// `npm run bench [-- --reps 5 --seconds 5 --only bare,simpul-dpop --json]`: the bus beside what it is compared with, interleaved in one run.

/** Calls a second that the first load of a case with proofs or signatures provides for. */
const FIRST_CEILING = 10_000;
/** The case with proofs does all that the one without does, so it is hardly ever faster; with a margin for noise. */
const CEILING_MARGIN = 2;
/** Answers after which little is left to compile, and loads after which a slow machine is not waited for any longer. */
const WARM_ANSWERS = 20_000;
const WARM_LOADS = 4;

const { name: generator, load } = chooseLoad();
const folder = temporaryFolder();
const cases: BenchCase[] = [];
/** Of each case, in the order of the repetitions, warm-up first. */
const loads = new Map<CaseName, LoadResult[]>();

/** One load of one case. @throws BenchFailure when an answer is not 2xx, is missing, or has no leaf */
async function measure(subject: BenchCase, seconds: number): Promise<LoadResult> {
  const target = await subject.prepare(seconds);
  const result = await load(target, seconds);
  const { completed, refused, broken } = result;
  if (completed === 0 || refused > 0 || broken > 0) {
    throw new BenchFailure(`${completed} answers, ${refused} of them not 2xx, and ${broken} that never came`);
  }
  await subject.settle(result);
  return result;
}

function ceiling(): number {
  const fastest = Math.max(...(loads.get('simpul-open') ?? []).map(({ rps }) => rps));
  return Number.isFinite(fastest) ? fastest * CEILING_MARGIN : FIRST_CEILING;
}

async function start(only: readonly CaseName[]): Promise<void> {
  const provider = await startProvider();
  cases.push(provider);
  const tls = await makeTlsMaterial(folder.path);
  const starts: Readonly<Record<Exclude<CaseName, 'provider'>, () => Promise<BenchCase>>> = {
    bare: () => startBare(provider.url),
    'simpul-open': () => startSimpulOpen({ folder: join(folder.path, 'open'), provider }),
    'simpul-large': () => startSimpulLarge({ folder: join(folder.path, 'large'), provider }),
    'simpul-signed': () => startSimpulSigned({ folder: join(folder.path, 'signed'), provider, ceiling }),
    'simpul-dpop': () => startSimpulDpop({ folder: join(folder.path, 'dpop'), provider, ceiling }),
    'bare-tls': () => startBare(provider.url, tls),
    'simpul-mtls': () => startSimpulMtls({ folder: join(folder.path, 'mtls'), provider }, tls),
  };
  for (const name of CASES) if (name !== 'provider' && only.includes(name)) cases.push(await starts[name]());
}

async function run({ reps, seconds, json }: BenchOptions): Promise<void> {
  const note = async (subject: BenchCase): Promise<number> => {
    const result = await measure(subject, seconds).catch((cause: unknown) => {
      throw cause instanceof BenchFailure ? new BenchFailure(`${subject.name}: ${cause.message}`, { cause }) : cause;
    });
    loads.set(subject.name, [...(loads.get(subject.name) ?? []), result]);
    if (!json) process.stderr.write('.');
    return result.completed;
  };
  for (const subject of cases) {
    for (let answers = 0, done = 0; answers < WARM_ANSWERS && done < WARM_LOADS; done++) answers += await note(subject);
  }
  for (let rep = 0; rep < reps; rep++) for (const subject of cases) await note(subject);
}

function report({ reps, seconds, json }: BenchOptions): void {
  const lines = summarise(
    cases.map(({ name, pid }) => ({ name, results: loads.get(name)?.slice(-reps) ?? [], rss: peakMemory(pid) })),
  );
  if (json) for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
  else {
    process.stdout.write(`\n${generator}, ${CONNECTIONS} connections, medians of ${reps} x ${seconds} s\n`);
    process.stdout.write(formatTable(lines));
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  await start(options.only);
  await run(options);
  report(options);
} catch (error) {
  process.stderr.write(`\nbench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  for (const subject of cases.toReversed()) await subject.stop();
  folder.remove();
}
