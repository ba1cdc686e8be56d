import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { downloadLog, type Seen } from '../support/download-log.ts';
import { sweepPoints } from '../../soak.ts';
import { appendAll } from './support/append-all.ts';
import { checkAfter } from './support/check-log.ts';
import { readFindings, untilScrubbed } from './support/findings.ts';
import { logAt, untilSigned } from './support/published-log.ts';
import { simpul } from './support/simpul-command.ts';
import { createSource, type WireLeaf } from './support/source.ts';
import { type LogServer, startLogServer } from './support/start-log-server.ts';
import { logFile, tamper } from './support/tamper.ts';
import { copyLog, makeTrueLog, refill, type TrueLog } from './support/true-log.ts';

/** SQLite's write-ahead log: a header, then frames of a header and a page each. */
const WAL_HEADER = 32;
const WAL_FRAME = 24 + 4096;
/** Bytes of a frame that a torn write lacks. */
const TORN = 100;
/** Bytes of a full tile. */
const TILE = 8192;

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
let server: LogServer | undefined;
const start = async (data: string, port = 0): Promise<LogServer> =>
  (server = await startLogServer({ folder: data, port }));

afterEach(async () => {
  await server?.kill();
});
afterAll(() => folder.remove());

describe('fault 7: a write-ahead log that ends in the middle of a write', () => {
  const data = at('killed');
  const sent: WireLeaf[] = [];
  let head: Seen;
  let frames = 0;

  beforeAll(async () => {
    const source = createSource('gerbang');
    const bus = await start(data);
    const log = await logAt(bus.url);
    for (let n = 0; n < 3; n += 1) {
      const leaves = source.next(5);
      sent.push(...leaves);
      await appendAll(bus, leaves);
    }
    head = await untilSigned(log, sent.length);
    const unsigned = source.next(5);
    sent.push(...unsigned);
    await appendAll(bus, unsigned);
    await bus.kill();
    frames = Math.floor((statSync(`${logFile(data)}-wal`).size - WAL_HEADER) / WAL_FRAME);
  });

  it('fault 7: cut anywhere, what was signed is there, or the log does not start and says what it lacks', async () => {
    expect(frames).toBeGreaterThan(10);
    const ends: string[] = [];
    for (const frame of sweepPoints(frames)) {
      const torn = copyLog(data, at(`torn-${frame}`));
      truncateSync(`${logFile(torn)}-wal`, WAL_HEADER + frame * WAL_FRAME - TORN);
      const bus = await start(torn).catch((error: unknown) => String(error));
      if (typeof bus === 'string') {
        expect(bus).toMatch(
          /ended with 1 [^]*(?:the log has \d+ leaves, but 15 were signed|leaves \d+ to \d+ are missing)/,
        );
        ends.push('refused');
        continue;
      }
      const log = await logAt(bus.url);
      expect((await downloadLog(log, at('download'))).size).toBeGreaterThanOrEqual(head.size);
      // Whoever was not sure that they arrived sends them again.
      const acknowledged = await appendAll(bus, sent);
      await checkAfter({ server: bus, folder: at(`check-${frame}`), acknowledged, seen: [head] });
      await bus.kill();
      ends.push('went on');
    }
    expect([ends[0], ends.at(-1)]).toEqual(['refused', 'went on']);
  });
});

describe('fault 7: other files that are cut short', () => {
  let truth: TrueLog;
  const copy = (name: string): string => copyLog(truth.folder, at(name));
  const tile = (data: string, level: number, n: number): unknown =>
    tamper(logFile(data), (log) => log.read('SELECT hashes FROM tile WHERE level = ? AND n = ?', level, n));

  beforeAll(async () => {
    truth = await makeTrueLog({ folder: at('truth'), batches: 24, leaves: 25 });
  });

  it('fault 7: tiles are never served torn: they are made again from the entries, at the next start also in the store', async () => {
    const data = copy('tiles');
    const bus = await start(data);
    const cut = (): void =>
      tamper(logFile(data), (log) => {
        log.run('UPDATE tile SET hashes = substr(hashes, 1, 1000) WHERE level = 0 AND n = 0');
        log.run('DELETE FROM tile WHERE level = 0 AND n = 1');
        log.run('UPDATE tile SET hashes = substr(hashes, 1, 31) WHERE level = 0 AND n = 2');
        log.run('UPDATE tile SET hashes = substr(hashes, 1, 32) WHERE level = 1 AND n = 0');
      });
    cut();
    const whole = await request(`${truth.log.url.replace(String(truth.port), String(bus.port))}/tile/0/000`);
    expect((await whole.body.arrayBuffer()).byteLength).toBe(TILE);
    await checkAfter({ server: bus, folder: at('check-tiles'), acknowledged: truth.ids, seen: [truth.head] });
    await bus.stop();

    cut();
    const again = await start(data);
    await checkAfter({ server: again, folder: at('check-tiles'), acknowledged: truth.ids, seen: [truth.head] });
    for (const [level, n] of [
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
    ] as const) {
      expect(tile(data, level, n)).toEqual(tile(truth.folder, level, n));
    }
  });

  it('fault 7: a bundle is answered with what is wrong with it, never torn, and is named by the scrub', async () => {
    const data = copy('bundle');
    const bus = await start(data, truth.port);
    tamper(logFile(data), (log) =>
      log.run('UPDATE batch SET bundle = substr(bundle, 1, length(bundle) - 9) WHERE first = 300'),
    );
    const expectTorn = async (): Promise<void> => {
      for (const path of [`log/${truth.log.name}/tile/entries/001`, `v1/records?exchangeId=${truth.ids[310] ?? ''}`]) {
        const { statusCode, body } = await request(`${bus.url}/audit/${path}`);
        const message = expect.stringMatching(/leaf \d+ of ID-UJI-\S+ cannot be read/);
        expect([statusCode, await body.json()]).toEqual([500, expect.objectContaining({ message })]);
      }
    };
    await expectTorn();
    expect(await simpul('audit', 'verify', truth.log.url, ...truth.log.keys)).toEqual({
      code: 6,
      output: expect.stringContaining('cannot be read'),
    });
    await bus.stop();

    const again = await start(data, truth.port);
    await expectTorn();
    await untilScrubbed(again);
    expect((await readFindings(again, 'integrity')).map(({ detail }) => detail)).toEqual([
      'leaves 300 to 324: their batch cannot be taken apart',
    ]);
    await again.stop();
    refill(data, truth);
    const repaired = await start(data, truth.port);
    await checkAfter({ server: repaired, folder: at('check-bundle'), acknowledged: truth.ids, seen: [truth.head] });
    expect(await untilScrubbed(repaired)).toBe(0);
  });

  it.each([
    ['the log’s file', 'store/audit.sqlite', /SQLITE|damaged|malformed/],
    ['the signer’s memory', 'keys/signed.json', /the memory of what was signed is damaged/],
    ['a key', 'keys/log-ed25519.pem', /the log's ed25519 key cannot be read/],
  ])('fault 7: with half of %s the log does not start, and says so', async (_, file, reason) => {
    const data = copy(`half-${file.replaceAll('/', '-')}`);
    const path = join(data, file);
    truncateSync(path, Math.floor(statSync(path).size / 2));
    await expect(start(data)).rejects.toThrow(reason);
  });

  it('fault 7: the log whose files these were still stands', async () => {
    const bus = await start(truth.folder);
    const checked = await checkAfter({ server: bus, folder: at('check'), acknowledged: truth.ids, seen: [truth.head] });
    expect(checked.size).toBe(truth.ids.length);
  });
});
