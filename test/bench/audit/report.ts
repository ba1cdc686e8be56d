import { median } from '../report.ts';
import type { MeasuredLog } from './measure-log.ts';

/** Beyond this ratio, which the noise of one machine does not explain, a cost is said to grow. */
const NOISE = 1.25;

/** What was measured of one log. */
export interface ReportLine {
  readonly leaves: number;
  /** Leaves when all was measured. */
  readonly leavesAtEnd: number;
  readonly appends: readonly {
    readonly outstanding: number;
    /** Acknowledged leaves in a second. */
    readonly rate: number;
    /** Milliseconds. */
    readonly p50: number;
    readonly p99: number;
  }[];
  /** Bytes of a leaf; of all files of the filled log, for each record. */
  readonly leafBytes: number;
  readonly recordBytes: number;
  /** Medians, milliseconds. */
  readonly inclusionMs: number;
  readonly consistencyMs: number;
  readonly checkpointMs: number;
  /** Leaves in a second that the filler wrote, and that the signer read back, hashed and published. */
  readonly fillRate: number;
  readonly signRate: number;
}

export function summarise({ size, sizeAtEnd, filled, appends, proofs, checkpoints }: MeasuredLog): ReportLine {
  const middle = (values: readonly number[]): number => rounded(median(values) ?? NaN, 2);
  return {
    leaves: size,
    leavesAtEnd: sizeAtEnd,
    appends: [...appends].map(([outstanding, results]) => {
      const latencies = results.flatMap((result) => result.latencies).toSorted((a, b) => a - b);
      return {
        outstanding,
        rate: Math.round(median(results.map(({ rate }) => rate)) ?? NaN),
        p50: rounded(at(latencies, 0.5), 2),
        p99: rounded(at(latencies, 0.99), 2),
      };
    }),
    leafBytes: Math.round(filled.leafBytes / size),
    recordBytes: Math.round(filled.fileBytes / size),
    inclusionMs: middle(proofs.inclusion),
    consistencyMs: middle(proofs.consistency),
    checkpointMs: middle(checkpoints),
    fillRate: Math.round(size / filled.seconds),
    signRate: Math.round(size / filled.signSeconds),
  };
}

/** One block for each log, for people. */
export function formatLine(line: ReportLine): string {
  const count = (value: number): string => value.toLocaleString('en');
  const appends = line.appends.map(
    ({ outstanding, rate, p50, p99 }) =>
      `  ${String(outstanding).padStart(4)} outstanding ${count(rate).padStart(8)}/s   p50 ${p50.toFixed(2)} ms   p99 ${p99.toFixed(2)} ms`,
  );
  return [
    `${count(line.leaves)} leaves (${count(line.leavesAtEnd)} at the end)`,
    ...appends,
    `  storage ${count(line.recordBytes)} bytes a record, its leaf ${count(line.leafBytes)}`,
    `  receipt with inclusion proof ${line.inclusionMs} ms, consistency proof ${line.consistencyMs} ms`,
    `  checkpoint ${line.checkpointMs} ms after a leaf, 250 of them to wait for more`,
    `  filled with ${count(line.fillRate)} leaves/s, signed with ${count(line.signRate)} leaves/s`,
    '',
  ].join('\n');
}

/** How the cost of an append in the largest log compares with that in the smallest. */
export function growthOf(lines: readonly ReportLine[]): string | undefined {
  const [least, ...more] = lines.toSorted((a, b) => a.leaves - b.leaves);
  const most = more.at(-1);
  if (least === undefined || most === undefined) return undefined;
  const ratios = least.appends.map(({ rate }, i) => rate / (most.appends[i]?.rate ?? NaN));
  const ratio = median(ratios) ?? NaN;
  const grows = ratio > NOISE ? 'it grows' : 'it does not grow beyond the noise of this machine';
  return `An append at ${most.leaves} leaves costs ${ratio.toFixed(2)} times what it costs at ${least.leaves} (by load: ${ratios
    .map((each) => each.toFixed(2))
    .join(', ')}): ${grows}.`;
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
