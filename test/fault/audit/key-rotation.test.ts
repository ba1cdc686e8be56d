import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { machineHas, temporaryFolder } from '@simpul/testing';
import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { request } from 'undici';
import { downloadLog, type Seen } from '../support/download-log.ts';
import { until } from '../support/until.ts';
import { receiptOf } from './support/append.ts';
import { appendAll } from './support/append-all.ts';
import { assertContinues, idsOf } from './support/check-log.ts';
import { readFindings, untilScrubbed } from './support/findings.ts';
import { logsAt, untilSigned, type VerifiableLog } from './support/published-log.ts';
import { runCli } from './support/cli-process.ts';
import { simpul } from './support/simpul-command.ts';
import { createSource } from './support/source.ts';
import { type LogServer, startLogServer } from './support/start-log-server.ts';
import { logFile, tamper } from './support/tamper.ts';

const hasFaketime = (process.env['PATH'] ?? '').split(delimiter).some((path) => existsSync(join(path, 'faketime')));
const rotation = machineHas(hasFaketime, 'faketime') ? describe : describe.skip;

const TURNED_WITHIN_MS = 120_000;
const JUNE = '@2026-06-20 12:00:00';
/** The half-year turns while the log works. */
const NEW_HALF_YEAR = '@2026-06-30 23:59:45';
const JULY = '@2026-07-02 12:00:00';

rotation('fault 27: the keys of the log change with the half-year, and both verify', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  const data = at('log');
  const source = createSource('gerbang');
  const acknowledged: string[] = [];
  let server: LogServer;
  let port = 0;
  /** As outsiders knew it before the turn, and when it was closed. */
  let old: VerifiableLog;
  let next: VerifiableLog;
  let head: Seen;
  const resent: string[] = [];

  async function start(now: string): Promise<LogServer> {
    const env = { TZ: 'UTC', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' };
    server = await startLogServer({ folder: data, port, prefix: ['faketime', '-f', now], env });
    ({ port } = server);
    return server;
  }
  const grow = async (count: number): Promise<void> => {
    acknowledged.push(...(await appendAll(server, source.next(count))));
  };
  const bus = (): string => server.url;
  const watch = () =>
    runCli(['audit', 'watch', '--once', '--json', '--state', at('watch'), '--log', bus(), ...old.keys, ...next.keys]);
  const receiptFile = async (name: string, id: string): Promise<string> => {
    const receipt = await until('a receipt', TURNED_WITHIN_MS, () => receiptOf(server, id));
    writeFileSync(at(name), receipt.text);
    return at(name);
  };

  beforeAll(async () => {
    await start(JUNE);
    const first = source.next(300);
    const calls = [0, 100, 200].map((from) => first.slice(from, from + 100));
    for (const leaves of calls) acknowledged.push(...(await appendAll(server, leaves)));
    const [found] = await logsAt(bus());
    if (found === undefined) throw new Error('no log');
    old = found;
    next = found;
    head = await untilSigned(old, acknowledged.length);
    await watch();
    await server.stop();

    await start(NEW_HALF_YEAR);
    next = await until('the next log', TURNED_WITHIN_MS, async () => {
      await grow(1);
      const [newest, ...others] = await logsAt(bus());
      return others.length > 0 ? newest : undefined;
    });
    // What a source sends again, since the answer was lost, is not taken by the next log.
    for (const leaves of calls) resent.push(...(await appendAll(server, leaves)));
    await grow(20);
  });
  afterAll(async () => {
    await server?.kill();
    folder.remove();
  });

  /** Both logs as they are served now, each checked with its own key. */
  async function download(): Promise<{ readonly ids: string[]; readonly first: Record<string, unknown> }> {
    const [closed, open] = [await downloadLog(old, at('old')), await downloadLog(next, at('next'))];
    assertContinues(closed, [head]);
    const first = JSON.parse(open.leaves[0]?.toString() ?? '{}') as Record<string, unknown>;
    return { ids: [...idsOf(closed), ...idsOf(open)].filter((id) => acknowledged.includes(id)), first };
  }

  it('fault 27: the closed log is listed with its keys beside the next one with others', async () => {
    const logs = await logsAt(bus());
    expect(logs.map(({ name, state }) => [name, state])).toEqual([
      [next.name, 'open'],
      [old.name, 'closed'],
    ]);
    expect(logs[1]?.vkeys).toEqual(old.vkeys);
    expect(next.vkeys.filter((vkey) => old.vkeys.includes(vkey))).toEqual([]);
    await expect(downloadLog({ url: old.url, vkey: next.vkey }, at('wrong'))).rejects.toThrow('checkpoint');
    await expect(downloadLog({ url: next.url, vkey: old.vkey }, at('wrong'))).rejects.toThrow('checkpoint');
  });

  it('fault 27: every acknowledged leaf is in one of the two, once, and the next begins with the last checkpoint', async () => {
    expect(resent).toEqual(acknowledged.slice(0, 300));
    const { ids, first } = await until('all leaves', TURNED_WITHIN_MS, async () => {
      const both = await download();
      return both.ids.length >= acknowledged.length ? both : undefined;
    });
    expect(ids).toEqual(acknowledged);
    const last = await (await request(`${old.url}/checkpoint`)).body.text();
    expect(first).toMatchObject({ type: 'shard.open', op: last.slice(0, last.indexOf('\n\n') + 1) });
  });

  it('fault 27: receipts of both verify, each with the keys of its own log alone', async () => {
    const ofOld = await receiptFile('old.tlog-proof', acknowledged[7] ?? '');
    const ofNext = await receiptFile('next.tlog-proof', acknowledged.at(-1) ?? '');
    const ends = await Promise.all([
      simpul('audit', 'verify', ofOld, '--log', bus(), ...old.keys, ...next.keys),
      simpul('audit', 'verify', ofNext, '--log', bus(), ...old.keys, ...next.keys),
      simpul('audit', 'verify', ofOld, ...next.keys),
      simpul('audit', 'verify', ofNext, ...old.keys),
    ]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 6, 6]);
    expect(ends.map(({ output }) => output)).toEqual([
      expect.stringContaining(old.origin),
      expect.stringContaining(next.origin),
      expect.stringContaining(`key not verified: no key for ${old.origin}`),
      expect.stringContaining(`key not verified: no key for ${next.origin}`),
    ]);
  });

  it('fault 27: a whole bus verifies with the keys of both, and a watcher from before the turn goes on', async () => {
    const [both, oldOnly, watched] = await Promise.all([
      simpul('audit', 'verify', bus(), ...old.keys, ...next.keys),
      simpul('audit', 'verify', bus(), ...old.keys),
      watch(),
    ]);
    expect([both.code, both.output]).toEqual([
      0,
      expect.stringContaining(`${old.origin}, which ended where its first entry says`),
    ]);
    expect(oldOnly).toEqual({
      code: 6,
      output: expect.stringContaining(`key not verified: no key for ${next.origin}`),
    });
    expect(watched).toContain(next.origin);
  });

  it('fault 27: after a restart both are as they were', async () => {
    await server.stop();
    await start(JULY);
    await grow(5);
    await untilSigned(next, 1);
    const logs = await logsAt(bus());
    expect(logs.map(({ vkeys }) => vkeys)).toEqual([next.vkeys, old.vkeys]);
    const { ids } = await until('all leaves', TURNED_WITHIN_MS, async () => {
      const both = await download();
      return both.ids.length >= acknowledged.length ? both : undefined;
    });
    expect(ids).toEqual(acknowledged);
  });

  it('fault 16: of rows deleted from a closed log the scrub names the range, and reads of it are refused', async () => {
    await server.stop();
    const gone = tamper(logFile(data), (log) => {
      const [, first = 0, end = 0] = log.firsts();
      for (const table of ['batch', 'side_cars']) log.run(`DELETE FROM ${table} WHERE first = ?`, first);
      return [first, end - 1];
    });
    await start(JULY);
    await untilScrubbed(server);
    expect(await readFindings(server, 'integrity')).toEqual([
      expect.objectContaining({
        log: old.name,
        index: gone[0],
        detail: `leaves ${gone.join(' to ')}: missing: no batch holds them`,
      }),
    ]);
    const { statusCode, body } = await request(`${old.url}/tile/entries/000`);
    const message = expect.stringContaining(`leaves ${gone.join(' to ')} of ${old.name} are missing`);
    expect([statusCode, await body.json()]).toEqual([500, expect.objectContaining({ message })]);
    const verified = await simpul('audit', 'verify', bus(), ...old.keys, ...next.keys);
    expect(verified).toEqual({ code: 6, output: message });
  });
});
