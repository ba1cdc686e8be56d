import { afterAll, describe, expect, it } from '@jest/globals';
import { type LaunchedSimpul, launchSimpul, type TemporaryFolder, temporaryFolder } from '@simpul/testing';
import { join } from 'node:path';
import { downloadLog, findLog, readCheckpoint, type Seen } from '../support/download-log.ts';
import { exchangeLeaves, idsOf as idsOfType } from '../support/exchange-leaves.ts';
import { startHeldAgency } from '../support/held-agency.ts';
import { type CallEnd, startLoad } from '../support/load-client.ts';
import { writeOpenRegion } from '../support/open-region.ts';
import { IS_SOAK } from '../../soak.ts';
import { until } from '../support/until.ts';
import { append } from './support/append.ts';
import { checkAfter } from './support/check-log.ts';
import { simpul as runSimpul } from './support/simpul-command.ts';
import { startRival } from './support/rival.ts';
import { createSource } from './support/source.ts';
import { startLogServer } from './support/start-log-server.ts';
import { logFile } from './support/tamper.ts';

const WAIT_MS = 60_000;
const CONNECTIONS = 8;
const WARM_ANSWERS = 50;
const BATCH_LEAVES = 3;
/** Leaves of a writer that show that it goes on. */
const ENOUGH = 30;
/** Times that each writer is stopped. */
const TURNS = IS_SOAK ? 20 : 2;

describe('fault 11: two processes on one log', () => {
  const folders: TemporaryFolder[] = [];
  const newFolder = (): string => {
    const folder = temporaryFolder();
    folders.push(folder);
    return folder.path;
  };

  afterAll(() => folders.forEach((folder) => folder.remove()));

  it('fault 11: a second bus is refused while the first is stopped, which then goes on and has lost nothing', async () => {
    const folder = newFolder();
    const agency = await startHeldAgency(() => 20);
    const up = { region: writeOpenRegion(folder, agency.url), data: join(folder, 'data') };
    const first: LaunchedSimpul = await launchSimpul(up);
    const ends: CallEnd[] = [];
    try {
      const log = await findLog(first.url);
      const load = startLoad({ url: first.url, connections: CONNECTIONS, onEnd: (end) => ends.push(end) });
      const warm = (count: number) =>
        until(`${count} answers`, WAIT_MS, async () => (ends.length >= count ? true : undefined));
      await warm(WARM_ANSWERS);
      first.process.kill('SIGSTOP');
      const second = await runSimpul('up', '--region', up.region, '--data', up.data, '--port', '0');
      expect(second).toMatchObject({ code: 2, output: expect.stringContaining('Another process') });
      first.process.kill('SIGCONT');
      await warm(ends.length + WARM_ANSWERS);
      await load.stop();

      // Those under way were overdue when it went on, and whoever called was told so.
      const refused = ends.filter(({ kind }) => kind !== 'answered');
      expect(refused.filter((end) => end.kind !== 'refused' || end.status !== 503)).toEqual([]);
      expect(refused.length).toBeLessThanOrEqual(CONNECTIONS);
      const answered = ends.flatMap((end) => (end.kind === 'answered' ? [end.exchange] : []));
      const leaves = await until('a leaf of every exchange', WAIT_MS, async () => {
        const found = exchangeLeaves((await downloadLog(log, join(folder, 'log'))).leaves);
        const ids = new Set(found.map(({ id }) => id));
        return [...agency.dispatched.keys()].every((id) => ids.has(id)) ? found : undefined;
      });
      expect(leaves).toHaveLength(agency.dispatched.size);
      const closed = new Set(idsOfType(leaves, 'exchange.closed'));
      expect(answered.filter((id) => !closed.has(id))).toEqual([]);
    } finally {
      await first.kill();
      await agency.stop();
    }
  });

  it('fault 11: two that write past the lock, each stopped in turn, make one chain, and neither loses an acknowledged leaf', async () => {
    const folder = newFolder();
    const server = await startLogServer({ folder });
    const rival = startRival(logFile(folder), 'pesaing');
    const acknowledged: string[] = [];
    const seen: Seen[] = [];
    let refused = 0;
    const over = new AbortController();

    const write = async (node: string): Promise<void> => {
      const source = createSource(node);
      let leaves = source.next(BATCH_LEAVES);
      while (!over.signal.aborted) {
        const { code, acknowledged: ids } = await append(server, leaves);
        acknowledged.push(...ids);
        if (code === undefined) leaves = source.next(BATCH_LEAVES);
        else refused += 1;
      }
    };
    const served = () => acknowledged.length;
    const rivals = () => rival.acknowledged().length;
    /** Waits for work of a writer; where the other was stopped in the middle of a commit, for its being refused. */
    const untilMore = (count: () => number, mayBeRefused = false): Promise<true> => {
      const [enough, before] = [count() + ENOUGH, refused];
      return until(`${enough} leaves of a writer`, WAIT_MS, async () =>
        count() >= enough || (mayBeRefused && refused > before) ? true : undefined,
      ).catch((cause: unknown) => {
        const state = `${count()} leaves, ${refused - before} appends refused; ${server.stderr().slice(-2000)}`;
        throw new Error(`a writer does not go on: ${state}`, { cause });
      });
    };
    try {
      const writing = Promise.all(['gerbang-a', 'gerbang-b', 'gerbang-c'].map(write));
      await Promise.all([untilMore(served), untilMore(rivals)]);
      const log = await findLog(server.url);
      for (let turn = 0; turn < TURNS; turn += 1) {
        process.kill(rival.pid, 'SIGSTOP');
        await untilMore(served, true);
        process.kill(rival.pid, 'SIGCONT');
        await untilMore(rivals);
        seen.push(await readCheckpoint(log));
        process.kill(server.pid, 'SIGSTOP');
        const before = rival.turns();
        await until('a turn of the second writer', WAIT_MS, async () => (rival.turns() > before ? true : undefined));
        process.kill(server.pid, 'SIGCONT');
        await untilMore(served);
      }
      over.abort();
      await writing;
      await rival.stop();
      expect(rival.conflicts()).toBeGreaterThan(0);
      const all = [...acknowledged, ...rival.acknowledged()];
      await checkAfter({ server, folder, acknowledged: all, seen });
      expect(server.stderr()).not.toContain('halted');
      expect(await server.stop()).toEqual({ code: 0, signal: null });
    } finally {
      over.abort();
      rival.kill();
      await server.kill();
    }
  });
});
