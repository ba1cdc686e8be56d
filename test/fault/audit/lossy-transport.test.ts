import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { findLog, readCheckpoint, type Seen } from '../support/download-log.ts';
import { IS_SOAK } from '../../soak.ts';
import { checkAfter } from './support/check-log.ts';
import { readFindings } from './support/findings.ts';
import { createLossyTransport, FATES, type LossyTransport } from './support/lossy-transport.ts';
import { createRandom, seedOfRun } from './support/random.ts';
import { createSource, type Source } from './support/source.ts';
import { type LogServer, startLogServer } from './support/start-log-server.ts';
import { openGaps, untilComplete } from './support/until-complete.ts';

const SOURCES = 6;
/** Batches of one source. */
const BATCHES = IS_SOAK ? 300 : 30;
const MOST_LEAVES = 5;
/** Calls of a source that does not wait for answers, under way at once. */
const WINDOW = 4;
const seed = seedOfRun();

// The counterpart of a lossy NATS between gateway and log, until there is one (design 05: append is idempotent by id).
describe(`fault 26: calls lost, repeated and reordered between sources and log (seed ${seed})`, () => {
  const folder = temporaryFolder();
  const random = createRandom(seed);
  const acknowledged: string[] = [];
  const seen: Seen[] = [];
  let server: LogServer;
  let transport: LossyTransport;

  beforeAll(async () => {
    process.stdout.write(`SIMPUL_SEED=${seed}\n`);
    server = await startLogServer({ folder: folder.path });
    transport = createLossyTransport(random.fork(), () => server);
  });

  afterAll(async () => {
    await server?.kill();
    folder.remove();
  });

  /** Repeats a batch until it is answered, as a gateway does. */
  async function sendUntilAnswered(source: Source): Promise<void> {
    const leaves = source.next(random.between(1, MOST_LEAVES));
    for (;;) {
      const { acknowledged: ids, code } = await transport.send(leaves);
      if (code !== undefined) continue;
      expect(ids).toEqual(leaves.map(({ id }) => id));
      acknowledged.push(...ids);
      return;
    }
  }

  /** One batch after the other. */
  async function sendInTurn(source: Source): Promise<void> {
    for (let batch = 0; batch < BATCHES; batch += 1) await sendUntilAnswered(source);
  }

  /** Several batches at once, so that they also arrive in another order than that of their numbers. */
  async function sendAtOnce(source: Source): Promise<void> {
    for (let batch = 0; batch < BATCHES; batch += WINDOW)
      await Promise.all(Array.from({ length: WINDOW }, () => sendUntilAnswered(source)));
  }

  async function lookAndCheck(): Promise<void> {
    await transport.drained();
    seen.push(await readCheckpoint(await findLog(server.url)));
    await checkAfter({ server, folder: folder.path, acknowledged, seen });
  }

  it('fault 26: each leaf is in the log once, and the chain of each source is whole and in order', async () => {
    const sources = Array.from({ length: SOURCES }, (_, n) => createSource(`gerbang-${n}`));
    await Promise.all(sources.map(sendInTurn));
    await lookAndCheck();
    for (const fate of FATES) expect([fate, transport.fates[fate] > 0]).toEqual([fate, true]);
    await untilComplete(folder.path, acknowledged.length);
    for (const kind of ['source-gap', 'source-fork', 'superseded'])
      expect(await readFindings(server, kind)).toEqual([]);
  });

  it('fault 26: batches that overtake each other close the gaps that they made', async () => {
    const sources = Array.from({ length: SOURCES }, (_, n) => createSource(`gerbang-lain-${n}`));
    await Promise.all(sources.map(sendAtOnce));
    await lookAndCheck();
    await untilComplete(folder.path, acknowledged.length);
    expect(await readFindings(server, 'source-fork')).toEqual([]);
    expect(openGaps(folder.path)).toBe(0);
  });

  it('fault 26: a log that is killed meanwhile gets what it did not acknowledge again', async () => {
    const sources = Array.from({ length: SOURCES }, (_, n) => createSource(`gerbang-akhir-${n}`));
    const sending = Promise.all(sources.map(sendInTurn));
    let isOver = false;
    void sending.finally(() => (isOver = true));
    const kills = [1 / 4, 1 / 2].map((share) => acknowledged.length + Math.ceil(SOURCES * BATCHES * share));
    await sendWithKills(kills, () => isOver);
    await sending;
    await lookAndCheck();
    await untilComplete(folder.path, acknowledged.length);
    expect(await readFindings(server, 'source-fork')).toEqual([]);
  });

  async function sendWithKills(kills: readonly number[], isOver: () => boolean): Promise<void> {
    for (const enough of kills) {
      while (acknowledged.length < enough && !isOver()) await new Promise((done) => setTimeout(done, 20));
      const { port } = server;
      await server.kill();
      server = await startLogServer({ folder: folder.path, port });
    }
  }
});
