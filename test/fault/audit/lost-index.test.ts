import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { join } from 'node:path';
import { request } from 'undici';
import { fillLog } from '../../bench/audit/fill-log.ts';
import { downloadLog } from '../support/download-log.ts';
import { until } from '../support/until.ts';
import { appendAll } from './support/append-all.ts';
import { assertContinues, checkAfter, idsOf as leafIds } from './support/check-log.ts';
import { logAt, untilSigned } from './support/published-log.ts';
import { createSource } from './support/source.ts';
import { type LogServer, startLogServer } from './support/start-log-server.ts';
import { logFile, tamper } from './support/tamper.ts';
import { makeTrueLog, type TrueLog } from './support/true-log.ts';

/** More than the log indexes before it starts (20,000), so that it works while its index is made again. */
const LARGE = 50_000;
const REBUILT_WITHIN_MS = 120_000;
/** Finds the leaves of `createSource` among those of the filler. */
const OURS = 'consumer=ID-UJI/GOV/KONSUMEN/klien';

interface Page {
  readonly records: readonly { readonly index: number; readonly leaf: { readonly id: string } }[];
  readonly asOf: { readonly size: number };
  readonly indexedTo: number;
}

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
let server: LogServer | undefined;
const start = async (data: string): Promise<LogServer> => (server = await startLogServer({ folder: data }));

async function search({ url }: LogServer, query: string): Promise<Page> {
  const { statusCode, body } = await request(`${url}/audit/v1/records?limit=100&${query}`);
  if (statusCode !== 200) throw new Error(`records: ${statusCode} ${await body.text()}`);
  return (await body.json()) as Page;
}

const idsOf = ({ records }: Page): string[] => records.map(({ leaf }) => leaf.id).toReversed();

afterEach(async () => {
  await server?.kill();
});
afterAll(() => folder.remove());

describe('fault 22: the search index is lost', () => {
  let truth: TrueLog;
  beforeAll(async () => {
    truth = await makeTrueLog({ folder: at('small'), batches: 3, leaves: 20 });
  });

  it.each([
    ['all of it', 'DELETE FROM record'],
    ['its table', 'DROP TABLE record'],
    ['a part in its middle', 'DELETE FROM record WHERE idx BETWEEN 10 AND 30'],
  ])('fault 22: %s is made again from the batches at the next start', async (_, sql) => {
    tamper(logFile(truth.folder), (log) => log.run(sql));
    const bus = await start(truth.folder);
    const page = await search(bus, OURS);
    expect(page.indexedTo).toBeGreaterThanOrEqual(truth.ids.length);
    expect(idsOf(page)).toEqual(truth.ids);
    await checkAfter({ server: bus, folder: at('check'), acknowledged: truth.ids, seen: [truth.head] });
    await bus.stop();
  });

  it('fault 22: lost while the log runs, it is made again while appends go on', async () => {
    const bus = await start(truth.folder);
    tamper(logFile(truth.folder), (log) => log.run('DELETE FROM record'));
    const acknowledged = await appendAll(bus, createSource('gerbang').next(5));
    const all = [...truth.ids, ...acknowledged];
    const whole = await until('the whole index', REBUILT_WITHIN_MS, async () => {
      const page = await search(bus, OURS);
      return page.indexedTo >= page.asOf.size && page.records.length === all.length ? page : undefined;
    });
    expect(idsOf(whole)).toEqual(all);
    await checkAfter({ server: bus, folder: at('check'), acknowledged: all, seen: [truth.head] });
  });

  it('fault 22: of a large log it is made while the log works, and a search says how far it got', async () => {
    const data = at('large');
    await (await start(data)).stop();
    await fillLog(logFile(data), LARGE);
    const source = createSource('gerbang');
    const bus = await start(data);
    const before = await appendAll(bus, source.next(20));
    const head = await untilSigned(await logAt(bus.url), LARGE + before.length);
    await bus.stop();
    tamper(logFile(data), (lost) => lost.run('DROP TABLE record'));

    const again = await start(data);
    const early = await search(again, OURS);
    expect(early.indexedTo).toBeLessThan(early.asOf.size);
    const meanwhile = await appendAll(again, source.next(20));
    const whole = await until('the whole index', REBUILT_WITHIN_MS, async () => {
      const page = await search(again, OURS);
      return page.indexedTo >= page.asOf.size ? page : undefined;
    });
    expect(idsOf(whole)).toEqual([...before, ...meanwhile]);
    const checked = await downloadLog(await logAt(again.url), at('check-large'));
    assertContinues(checked, [head]);
    const held = leafIds(checked);
    expect(held.filter((id) => before.includes(id) || meanwhile.includes(id))).toEqual([...before, ...meanwhile]);
    expect(new Set(held).size).toBe(checked.size);
  });
});
