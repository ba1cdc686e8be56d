import { launchSimpul, temporaryFolder } from '@simpul/testing';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from './report.ts';
import { timeCalls } from './identity/time-calls.ts';
import { createListReader, type ListReader } from './registry/list-reader.ts';
import { LISTS } from './registry/lists.ts';
import { writeRegion } from './write-region.ts';

// `npm run bench:registry [-- --reps 3 --calls 50 --limit 100 --json]`: pages of each list of `/registry/v1`, over HTTP, in a region of
// a thousand services and ten thousand agreements; the first page, and one far in the list. Figures are medians; it asserts nothing.

/** No provider is called. */
const PROVIDER = 'http://127.0.0.1:9';
/** Days after which some agreements end, so that there are notices, and so many. */
const DAYS_LEFT = 60;
const NOTICES = 1000;
const DAY_MS = 86_400_000;
const BASE = '/registry/v1/';

const { values } = parseArgs({
  options: {
    reps: { type: 'string', default: '3' },
    calls: { type: 'string', default: '50' },
    limit: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
  },
});
const [reps, calls] = [Number(values.reps), Number(values.calls)];

/** A page of a list, and how far in the list it is. */
interface Page {
  readonly list: string;
  readonly path: string;
  /** Pages before it. */
  readonly before: number;
}

/** The first page of a list and, where there are several, the last. */
async function pagesOf(list: string, reader: ListReader): Promise<Page[]> {
  const first = `${BASE}${list}${list.includes('?') ? '&' : '?'}limit=${values.limit}`;
  let last = { list, path: first, before: 0 };
  for (;;) {
    const next = nextOf(await reader.read(last.path, await reader.prepare(last.path)));
    if (next === undefined) break;
    last = { list, path: `${first}&cursor=${encodeURIComponent(next)}`, before: last.before + 1 };
  }
  return last.before === 0 ? [last] : [{ list, path: first, before: 0 }, last];
}

/** The cursor of the page after this one: of a list, or of the catalogue in DCAT. */
function nextOf(text: string): string | undefined {
  const { next, ...dcat } = JSON.parse(text) as { next?: string; 'hydra:view'?: { 'hydra:next'?: { '@id': string } } };
  const address = dcat['hydra:view']?.['hydra:next']?.['@id'];
  return next ?? (address === undefined ? undefined : (new URL(address).searchParams.get('cursor') ?? undefined));
}

/** The calendar tells of the agreements that end while the bus is up already. */
async function untilTold(reader: ListReader): Promise<void> {
  const path = `${BASE}notices?limit=${NOTICES}`;
  for (let told = 0; told < NOTICES;) {
    const page = JSON.parse(await reader.read(path, await reader.prepare(path))) as {
      readonly items: readonly unknown[];
    };
    told = page.items.length;
  }
}

async function timePage({ path }: Page, reader: ListReader): Promise<{ readonly p50: number; readonly p99: number }> {
  const inputs = await Promise.all(Array.from({ length: calls }, () => reader.prepare(path)));
  return timeCalls(inputs, (headers) => reader.read(path, headers), 1);
}

function print({ list, before }: Page, timings: readonly { readonly p50: number; readonly p99: number }[]): void {
  const of = (pick: 'p50' | 'p99'): number => Number((median(timings.map((each) => each[pick])) ?? NaN).toFixed(1));
  const figures = { list, before, p50: of('p50'), p99: of('p99') };
  const line = `${list.padEnd(56)} ${`${before} pages in`.padStart(12)}   p50 ${figures.p50} ms   p99 ${figures.p99} ms`;
  process.stdout.write(`${values.json ? JSON.stringify(figures) : line}\n`);
}

const folder = temporaryFolder();
try {
  const until = new Date(Date.now() + DAYS_LEFT * DAY_MS).toISOString().slice(0, 10);
  const region = writeRegion(folder.path, PROVIDER, { large: true, until });
  const bus = await launchSimpul({ region, data: join(folder.path, 'data') });
  try {
    const reader = await createListReader(bus);
    await untilTold(reader);
    const pages = (await Promise.all(LISTS.map((list) => pagesOf(list, reader)))).flat();
    const timings = new Map(pages.map((page) => [page, [] as { p50: number; p99: number }[]]));
    for (const page of pages) await timePage(page, reader);
    for (let rep = 0; rep < reps; rep++) {
      for (const page of pages) timings.get(page)?.push(await timePage(page, reader));
    }
    for (const page of pages) print(page, timings.get(page) ?? []);
  } finally {
    await bus.stop();
  }
} catch (error) {
  process.stderr.write(`\nbench:registry: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  folder.remove();
}
