import { join } from 'node:path';
import { temporaryFolder } from '@simpul/testing';
import { type LogUnderTest, prepareLog } from './audit/measure-log.ts';
import { type AuditBenchOptions, readOptions } from './audit/options.ts';
import { formatLine, growthOf, type ReportLine, summarise } from './audit/report.ts';

// `npm run bench:audit [-- --sizes 1e4,1e6 --reps 3 --json]`: what the log costs, by how much it holds already. The logs of
// all sizes are measured in turn within one run; at the end each is checked as a whole.

const folder = temporaryFolder();
const logs: LogUnderTest[] = [];

async function run({ sizes, reps, json }: AuditBenchOptions): Promise<void> {
  const note = (text: string): void => {
    if (!json) process.stderr.write(text);
  };
  for (const [at, size] of sizes.entries()) {
    note(`filling a log with ${size} leaves\n`);
    logs.push(await prepareLog(join(folder.path, String(at)), size));
  }
  for (let rep = 0; rep < reps; rep += 1) {
    for (const log of logs) {
      await log.repeat();
      note('.');
    }
  }
  note('\n');
  const lines: ReportLine[] = [];
  for (const log of logs) {
    const line = summarise(await log.finish());
    lines.push(line);
    process.stdout.write(json ? `${JSON.stringify(line)}\n` : formatLine(line));
  }
  const growth = growthOf(lines);
  if (!json)
    process.stdout.write(
      `Each log verifies: signature, all tiles and leaves, root.\n${growth === undefined ? '' : `${growth}\n`}`,
    );
}

try {
  await run(readOptions(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`bench:audit: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await Promise.allSettled(logs.map((log) => log.stop()));
  folder.remove();
}
