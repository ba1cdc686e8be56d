import { parseArgs } from 'node:util';

/** Proofs are made before a load and are good for 60 s, so a longer load could not be answered. */
const MAX_SECONDS = 20;

export interface BenchOptions<Name extends string = string> {
  /** Repetitions, after the warm-up. */
  readonly reps: number;
  /** Seconds of load for each case of a repetition. */
  readonly seconds: number;
  readonly json: boolean;
  /** Cases that are run; all of them where none is named. */
  readonly only: readonly Name[];
}

/** Reads `--reps`, `--seconds`, `--only` (some of the cases, separated by commas) and `--json`. @throws Error for anything else */
export function readOptions<Name extends string>(args: readonly string[], cases: readonly Name[]): BenchOptions<Name> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      reps: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
      only: { type: 'string' },
    },
  });
  return {
    reps: wholeNumber('--reps', values.reps, 1000),
    seconds: wholeNumber('--seconds', values.seconds, MAX_SECONDS),
    json: values.json,
    only: values.only === undefined ? cases : values.only.split(',').map((text) => caseNamed(text, cases)),
  };
}

function wholeNumber(name: string, text: string, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > most) throw new Error(`${name} is 1 to ${most}`);
  return number;
}

function caseNamed<Name extends string>(text: string, cases: readonly Name[]): Name {
  const name = cases.find((known) => known === text);
  if (name === undefined) throw new Error(`--only takes ${cases.join(', ')}`);
  return name;
}
