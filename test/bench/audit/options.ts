import { parseArgs } from 'node:util';

export interface AuditBenchOptions {
  /** Leaves that each log holds before it is measured. */
  readonly sizes: readonly number[];
  /** Repetitions, after the warm-up. */
  readonly reps: number;
  readonly json: boolean;
}

const LEAST_LEAVES = 1000;
const MOST_LEAVES = 100_000_000;
const MOST_REPS = 100;

/** Reads `--sizes 1e4,1e6`, `--reps` and `--json`. @throws Error for anything else */
export function readOptions(args: readonly string[]): AuditBenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '1e4,1e6' },
      reps: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
    },
  });
  const sizes = values.sizes.split(',').map((text) => wholeNumber('--sizes', text, [LEAST_LEAVES, MOST_LEAVES]));
  return { sizes, reps: wholeNumber('--reps', values.reps, [1, MOST_REPS]), json: values.json };
}

function wholeNumber(name: string, text: string, [least, most]: readonly [number, number]): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most) throw new Error(`${name} is ${least} to ${most}`);
  return number;
}
