import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { join } from 'node:path';
import { downloadLog, type Seen } from '../support/download-log.ts';
import { until } from '../support/until.ts';
import { append } from './support/append.ts';
import { checkAfter, idsOf } from './support/check-log.ts';
import { canFakeClock, createFakeClock, DAY_MS } from './support/fake-clock.ts';
import { readFindings } from './support/findings.ts';
import { logsAt, untilSigned } from './support/published-log.ts';
import { createSource } from './support/source.ts';
import { type LogServer, startLogServer } from './support/start-log-server.ts';
import { untilFinding } from './support/until-finding.ts';

/** In the middle of a half-year, so that no jump of three days opens another log. */
const NOON = '@2026-09-10 12:00:00';
const THREE_DAYS_ON = '@2026-09-13 12:00:00';
const THREE_DAYS_BACK = '@2026-09-07 12:00:00';
const THREE_DAYS_S = 259_200;
/** Longer than the time for which every leaf of a source must come late before its clock is held to be slow. */
const WINDOW_S = 600;
const LEAVES = 5;
const WAIT_MS = 60_000;

(canFakeClock() ? describe : describe.skip)('fault 14: clocks that jump', () => {
  const folder = temporaryFolder();
  const clock = createFakeClock(folder.path);
  const acknowledged: string[] = [];
  const seen: Seen[] = [];
  let server: LogServer;
  const start = async (): Promise<LogServer> => startLogServer({ folder: folder.path, env: clock.env });

  beforeAll(async () => {
    clock.set(NOON);
    server = await start();
  });

  afterAll(async () => {
    await server?.kill();
    folder.remove();
  });

  /** Sends leaves of a source and waits until they are signed. */
  async function send(source = createSource('gerbang'), count = LEAVES): Promise<void> {
    const { acknowledged: ids, code } = await append(server, source.next(count));
    expect([ids.length, code]).toEqual([count, undefined]);
    acknowledged.push(...ids);
    const [log] = await logsAt(server.url);
    if (log === undefined) throw new Error('no log');
    seen.push(await untilSigned(log, acknowledged.length));
  }

  it('fault 14: the clock of the log jumps three days on and back, also over a kill: `at` never decreases, nothing is refused', async () => {
    for (const time of [NOON, THREE_DAYS_ON, THREE_DAYS_BACK]) {
      clock.set(time);
      await send();
    }
    await server.kill();
    server = await start();
    await send();
    clock.set(NOON);
    await send();
    const log = await checkAfter({ server, folder: folder.path, acknowledged, seen });
    const at = log.leaves.map((leaf) => (JSON.parse(leaf.toString()) as { at: number }).at);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    // It went on with the clock, and stood still until the clock is there again.
    expect((at[LEAVES] ?? 0) - (at[LEAVES - 1] ?? 0)).toBeGreaterThan(2 * DAY_MS);
    expect((at.at(-1) ?? 0) - (at[LEAVES] ?? 0)).toBeLessThan(DAY_MS);
    expect(server.stderr()).not.toContain('"alert"');
  });

  it('fault 14: a source whose clock is three days ahead is told of, and its leaves are taken', async () => {
    clock.set('-3d');
    const source = createSource('gerbang-cepat');
    await send(source);
    const detail = /the clock of the source is 2[56]\d{7} ms too far ahead/;
    await untilFinding(server, { kind: 'clock-skew', detail });
    expect(await skewOf('gerbang-cepat')).toHaveLength(1);
  });

  it('fault 14: a source whose clock is three days behind is told of, and its leaves are taken; one that is right is not', async () => {
    clock.set('+0');
    await send(createSource('gerbang-tepat'));
    clock.set(`+${THREE_DAYS_S}`);
    const slow = createSource('gerbang-lambat');
    await send(slow);
    clock.set(`+${THREE_DAYS_S + WINDOW_S}`);
    await send(slow);
    await untilFinding(server, { kind: 'clock-skew', detail: /too far behind/ });
    expect(await skewOf('gerbang-lambat')).toHaveLength(1);
    expect(await skewOf('gerbang-tepat')).toEqual([]);
    await checkAfter({ server, folder: folder.path, acknowledged, seen });
  });

  it('fault 14: a clock that jumps over the end of a half-year opens the next log once, and keeps to it when it is set back', async () => {
    const [before] = await logsAt(server.url);
    clock.set('+500d');
    const name = await until('the next log', WAIT_MS, async () => {
      const { code } = await append(server, createSource('gerbang-pembuka').next(1));
      const [newest, ...others] = await logsAt(server.url);
      return code === undefined && others.length > 0 ? newest?.name : undefined;
    });
    clock.set('+0');
    const late = createSource('gerbang-kembali').next(LEAVES);
    expect((await append(server, late)).acknowledged).toHaveLength(LEAVES);
    await server.kill();
    server = await start();
    expect((await append(server, late)).acknowledged).toHaveLength(LEAVES);
    const logs = await logsAt(server.url);
    expect(logs.map((log) => [log.name, log.state])).toEqual([
      [name, 'open'],
      [before?.name, 'closed'],
    ]);
    const ids: string[] = [];
    for (const log of logs) {
      const checked = await until(`all of ${log.name}`, WAIT_MS, async () => {
        const found = await downloadLog(log, join(folder.path, log.name));
        const held = new Set(idsOf(found));
        return log.name !== name || late.every(({ id }) => held.has(id)) ? found : undefined;
      });
      ids.push(...idsOf(checked));
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect([...acknowledged, ...late.map(({ id }) => id)].filter((id) => !ids.includes(id))).toEqual([]);
  });

  const skewOf = async (node: string) =>
    (await readFindings(server, 'clock-skew')).filter(({ source }) => source?.startsWith(`${node}/`));
});
