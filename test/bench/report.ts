import type { LoadResult } from './load/load.ts';

/** All loads of one case, in the order of the repetitions. */
export interface CaseResults<Name extends string> {
  readonly name: Name;
  readonly results: readonly LoadResult[];
  /** Megabytes. */
  readonly rss: number | undefined;
}

/** A line of the report: medians over the repetitions. */
export interface ReportLine {
  readonly case: string;
  readonly rps: number;
  /** Milliseconds; null where the load generator did not say. */
  readonly p50: number | null;
  readonly p99: number | null;
  /** Median of the ratios to what it is compared with, in the same repetition. */
  readonly ratio: number;
  /** Most memory that its processes held, MB; null where the system does not say. */
  readonly rss: number | null;
}

export function summarise<Name extends string>(
  cases: readonly CaseResults<Name>[],
  baselineOf: (name: Name) => Name,
): ReportLine[] {
  const resultsOf = (wanted: Name) => cases.find(({ name }) => name === wanted)?.results ?? [];
  return cases.map(({ name, results, rss }) => ({
    case: name,
    rps: Math.round(median(results.map((result) => result.rps)) ?? 0),
    p50: rounded(median(results.map((result) => result.p50)), 2),
    p99: rounded(median(results.map((result) => result.p99)), 2),
    ratio:
      rounded(median(results.map((result, i) => result.rps / (resultsOf(baselineOf(name))[i]?.rps ?? NaN))), 3) ?? 0,
    rss: rounded(rss, 0),
  }));
}

/** Aligned columns for people. */
export function formatTable(lines: readonly ReportLine[]): string {
  const heads = ['case', 'rps', 'p50 ms', 'p99 ms', 'ratio', 'rss MB'];
  const rows = [heads, ...lines.map((line) => Object.values(line).map((value) => String(value ?? '-')))];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const pad = (cell: string, i: number): string =>
    i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
  return `${rows.map((row) => row.map(pad).join('  ')).join('\n')}\n`;
}

/** Of the values that are numbers; undefined where none is. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}

function rounded(value: number | undefined, digits: number): number | null {
  return value === undefined ? null : Number(value.toFixed(digits));
}
