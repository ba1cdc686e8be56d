import { launchSimpul, temporaryFolder } from '@simpul/testing';
import { join } from 'node:path';
import { CONSUMER, serviceAt, writeBodiesRegion } from '../integration/bodies/bodies-region.ts';
import { measure, type Transfer } from './bodies/transfer.ts';
import { readOptions } from './options.ts';
import { median } from './report.ts';
import { runChild } from './run-child.ts';

// `npm run bench:bodies [-- --reps 5 --seconds 5 --json]`: bodies of 100 KB, which are held, and of 10 MB, which stream, up
// and down through the bus beside a proxy that only passes them on. Interleaved in one run; ratios are medians.

/** Bytes of a body, and how many are under way at once. */
const SIZES = { '100 KB': [100_000, 64], '10 MB': [10_000_000, 8] } as const;
const DIRECTIONS = ['up', 'down'] as const;

const folder = temporaryFolder();
const running: { stop(): Promise<unknown> }[] = [];

interface Line {
  readonly body: string;
  readonly direction: string;
  /** Megabytes a second. */
  readonly bare: number;
  readonly simpul: number;
  readonly ratio: number;
}

try {
  const { reps, seconds, json } = readOptions(process.argv.slice(2), []);
  const provider = await runChild('bodies/stream-provider.ts');
  running.push(provider);
  const proxy = await runChild('bodies/stream-proxy.ts', provider.url);
  running.push(proxy);
  const region = writeBodiesRegion(folder.path, provider.url);
  const bus = await launchSimpul({ region, data: join(folder.path, 'data') });
  running.push(bus);
  const bare = { url: proxy.url, headers: {} };
  const simpul = { url: bus.url + serviceAt('besar'), headers: { 'x-road-client': CONSUMER } };

  const lines: Line[] = [];
  for (const [body, [bytes, atOnce]] of Object.entries(SIZES)) {
    for (const direction of DIRECTIONS) {
      const run = (target: Pick<Transfer, 'url' | 'headers'>) =>
        measure({ ...target, direction, bytes, atOnce }, seconds);
      await run(bare);
      await run(simpul);
      const pairs: [number, number][] = [];
      for (let rep = 0; rep < reps; rep += 1) {
        pairs.push([await run(bare), await run(simpul)]);
        if (!json) process.stderr.write('.');
      }
      const of = (pick: (pair: [number, number]) => number): number =>
        Number((median(pairs.map(pick)) ?? 0).toFixed(2));
      lines.push({ body, direction, bare: of(([a]) => a), simpul: of(([, b]) => b), ratio: of(([a, b]) => b / a) });
    }
  }
  if (json) for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
  else {
    process.stdout.write(`\nmedians of ${reps} x ${seconds} s, MB/s\n`);
    process.stdout.write('body     way    bare  simpul  ratio\n');
    for (const { body, direction, bare: b, simpul: s, ratio } of lines) {
      process.stdout.write(
        `${body.padEnd(8)} ${direction.padEnd(5)} ${b.toFixed(0).padStart(5)} ${s.toFixed(0).padStart(7)} ${ratio.toFixed(2).padStart(6)}\n`,
      );
    }
  }
} catch (error) {
  process.stderr.write(`\nbench:bodies: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  for (const each of running.toReversed()) await each.stop();
  folder.remove();
}
