import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { toBase64 } from '@simpul/tlog';
import { makeFolder } from '../support/data-folder.ts';
import { bodyOf, type FakeLog, makeLog, makeSigners, ORIGIN } from '../support/fake-log.ts';
import { type FakeAnswer, type FakeServer, startFakeServer } from '../support/fake-server.ts';
import { type LogServer, startLogServer } from '../support/log-server.ts';
import { type Outcome, runIn } from '../support/fake-terminal.ts';

const signers = makeSigners();
let small: FakeLog;
let large: FakeLog;
let server: LogServer;
let cwd: string;

beforeAll(async () => {
  small = await makeLog(300, { signers });
  large = await makeLog(700, { signers });
});
beforeEach(async () => {
  cwd = await makeFolder();
  server = await startLogServer(small);
});
afterEach(() => server.close());

const keysOf = (...logs: FakeLog[]): string[] => logs.flatMap(({ vkeys }) => vkeys.flatMap((vkey) => ['--vkey', vkey]));
const watch = (argv: readonly string[] = ['--once'], wait?: () => void): Promise<Outcome> =>
  runIn(['audit', 'watch', '--log', server.address(), ...keysOf(small), ...argv], { cwd, ...(wait && { wait }) });
const events = ({ out }: Outcome): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const state = (...path: string[]): string => join(cwd, '.simpul-watch', ...path);
async function history(): Promise<string[]> {
  const file = (await readdir(state())).find((name) => name.endsWith('.jsonl')) ?? '';
  return (await readFile(state(file), 'utf8')).trim().split('\n');
}

describe('simpul audit watch --once', () => {
  it('keeps the first checkpoint, and says what was checked and what that does not prove', async () => {
    const { code, out } = await watch();
    expect(code).toBe(0);
    for (const text of [ORIGIN, '300 entries', 'first checkpoint seen here', 'given with --vkey', 'not proven'])
      expect(out).toContain(text);
    const [line = ''] = await history();
    expect((JSON.parse(line) as { note: string }).note).toBe(String(small.files.get('checkpoint')));
  });

  it('checks that a new one extends the last, over restarts, and keeps both', async () => {
    await watch();
    server.logs.set('log', large);
    const grown = await watch(['--once', '--json']);
    expect(grown.code).toBe(0);
    expect(events(grown)).toMatchObject([{ event: 'checkpoint', size: 700, previous: { size: 300 }, changed: true }]);
    expect(events(await watch(['--once', '--json']))).toMatchObject([{ size: 700, changed: false }]);
    expect(await history()).toHaveLength(2);
  });

  it('needs no entries of a log that it watches alone', async () => {
    await watch();
    server.logs.set('log', large);
    await watch();
    expect(server.requests.filter(({ target }) => target.includes('entries'))).toEqual([]);
  });

  it('exits 5 for a log that cannot be reached, and keeps watching the others', async () => {
    await server.close();
    const other = await startLogServer(small);
    const { code, out, err } = await watch(['--once', '--log', other.address()]);
    await other.close();
    expect(code).toBe(5);
    expect(err).toContain('could not be checked since');
    expect(out).toContain('300 entries');
  });

  it('exits 6 where no key is known', async () => {
    const { code, err } = await runIn(['audit', 'watch', '--once', '--log', server.address()], { cwd });
    expect(code).toBe(6);
    expect(err).toContain('key not verified');
  });

  it.each([
    ['a webhook that is no address', ['--webhook', 'nonsense']],
    ['an interval of nothing', ['--interval', '0']],
  ])('exits 2 for %s', async (_, argv) => {
    expect((await watch(['--once', ...argv])).code).toBe(2);
  });
});

describe('simpul audit watch, an inconsistency', () => {
  const without = (log: FakeLog, path: string, edit: (bytes: Buffer) => Uint8Array): FakeLog => ({
    ...log,
    files: new Map(log.files).set(path, edit(Buffer.from(log.files.get(path) ?? []))),
  });
  /** Damages a letter that stays one, at a place from the end. */
  const flip = (bytes: Buffer, place = bytes.length - 40): Buffer =>
    bytes.fill((bytes[place] ?? 0) ^ 1, place, place + 1);

  const CASES: readonly [string, string, () => Promise<FakeLog>][] = [
    ['history rewritten under the true key', 'rewritten', () => makeLog(700, { signers, rewritten: [3] })],
    ['another history of the same size', 'forked', () => makeLog(300, { signers, rewritten: [299] })],
    ['a log that lost its end', 'went-back', () => makeLog(299, { signers })],
    ['a shorter history that was rewritten', 'went-back', () => makeLog(200, { signers, rewritten: [3] })],
    ['the same log under another key', 'unverifiable', () => makeLog(700)],
    ['a damaged signature', 'unverifiable', async () => without(large, 'checkpoint', (bytes) => flip(bytes))],
    ['a damaged name', 'unverifiable', async () => without(large, 'checkpoint', (bytes) => flip(bytes, 30))],
    ['a damaged tile', 'unverifiable', async () => without(large, 'tile/1/000.p/2', (bytes) => flip(bytes))],
    ['a truncated tile', 'unverifiable', async () => without(large, 'tile/0/002.p/188', (bytes) => bytes.subarray(32))],
    ['another log', 'unverifiable', () => makeLog(700, { origin: 'other.example/log' })],
  ];

  it.each(CASES)('exits 6 for %s, and keeps both checkpoints as evidence', async (_, kind, make) => {
    await watch();
    const before = await history();
    const forged = await make();
    server.logs.set('log', forged);
    const known = forged.origin === ORIGIN ? [] : keysOf(forged);
    // An address that shows another log is only noticed by whoever saw the first, so this watcher does not restart.
    let rounds = 0;
    const wait = (): void => {
      rounds += 1;
      server.logs.set('log', forged);
      if (rounds > 3) throw new Error('not noticed');
    };
    server.logs.set('log', small);
    const outcome = await watch(['--json', ...known], wait);
    expect({ code: outcome.code, err: outcome.err, rounds }).toEqual({ code: 6, err: '', rounds: 1 });
    const alarm = events(outcome).at(-1) ?? {};
    expect(alarm).toMatchObject({ event: 'inconsistency', kind, before: { size: 300, root: toBase64(small.root) } });
    const evidence = String(alarm['evidence']);
    const files = await Promise.all(
      ['before', 'after'].map((name) => readFile(join(evidence, `${name}.checkpoint`), 'utf8')),
    );
    expect(files).toEqual([small, forged].map((log) => Buffer.from(log.files.get('checkpoint') ?? '').toString()));
    expect(JSON.parse(await readFile(join(evidence, 'report.json'), 'utf8'))).toEqual(alarm);
    expect(await history()).toEqual(before);
    if (forged.origin === ORIGIN) expect((await watch()).code).toBe(6);
  });

  it('says it to people with both sizes and roots', async () => {
    await watch();
    const forged = await makeLog(700, { signers, rewritten: [3] });
    server.logs.set('log', forged);
    const { code, err } = await watch();
    expect(code).toBe(6);
    expect(err).toContain('INCONSISTENCY');
    expect(err).toContain(`size 300 with root ${toBase64(small.root)} is not the beginning of size 700`);
    expect(err).toContain(toBase64(forged.root));
  });

  describe('told to a webhook', () => {
    let hook: FakeServer;
    let answers: FakeAnswer[];
    beforeEach(async () => {
      answers = [];
      hook = await startFakeServer(async () => answers.shift() ?? { status: 204 });
      await watch();
      server.logs.set('log', await makeLog(300, { signers, rewritten: [1] }));
    });
    afterEach(() => hook.close());

    it('posts what is wrong as JSON, again where it is not taken', async () => {
      answers.push({ status: 500 });
      const outcome = await watch(['--once', '--json', '--webhook', `${hook.url}/alarm?x=1`]);
      expect(outcome.code).toBe(6);
      expect(hook.requests).toHaveLength(2);
      const [request] = hook.requests;
      expect(request).toMatchObject({ method: 'POST', target: '/alarm?x=1' });
      expect(JSON.parse(String(request?.body))).toEqual(events(outcome)[0]);
    });

    it('says that the webhook was not told, and exits 6 all the same', async () => {
      answers.push({ status: 500 }, { status: 500 }, { status: 403 });
      const { code, err } = await watch(['--once', '--webhook', hook.url]);
      expect(code).toBe(6);
      expect(hook.requests).toHaveLength(3);
      expect(err).toContain('the webhook was not told (it answered 403)');
    });

    it('says so too where nobody listens', async () => {
      await hook.close();
      const { code, err } = await watch(['--once', '--webhook', hook.url]);
      expect(code).toBe(6);
      expect(err).toContain('ECONNREFUSED');
      hook = await startFakeServer(async () => ({ status: 204 }));
    });
  });
});

describe('simpul audit watch, following', () => {
  /** Each round of the watcher waits for its interval once; the pauses of retries are shorter. */
  const rounds = (steps: (() => void)[]): ((ms?: number) => void) => {
    return (ms = 0) => {
      if (ms < 3_600_000) return;
      const next = steps.shift();
      if (next === undefined) throw new Error('stopped');
      next();
    };
  };
  const nothing = (): void => undefined;

  it('shows new checkpoints as they come, and says once what it does not hear of and when it is back', async () => {
    const down = (): void => void (server.before = () => ({ status: 503 }));
    const back = (): void => {
      server.before = () => undefined;
      server.logs.set('log', large);
    };
    const { out, err } = await watch(['--interval', '3600'], rounds([nothing, down, nothing, nothing, nothing, back]));
    expect(out).toContain('700 entries');
    expect(err.match(/could not be checked since/g)).toHaveLength(1);
    expect(err.match(/can be checked again/g)).toHaveLength(1);
    expect(err.match(/shows no new checkpoint since/g)).toHaveLength(1);
  });

  it('refuses a state folder that another watcher uses', async () => {
    let inner: Promise<Outcome> | undefined;
    server.before = async () => {
      inner ??= watch();
      await inner;
      return undefined;
    };
    expect((await watch()).code).toBe(0);
    const { code, err } = (await inner) ?? { code: 0, err: '' };
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('Another process') });
  });
});

describe('simpul audit watch, the logs of a bus', () => {
  let next: FakeLog;
  const all = (): Promise<Outcome> =>
    runIn(['audit', 'watch', '--once', '--log', server.url, ...keysOf(small, next)], { cwd });

  beforeEach(async () => {
    next = await makeLog(5, { origin: 'bus.example/audit/log/next', follows: bodyOf(small) });
    server.logs.set('next', next);
    server.closed.add('log');
  });

  it('checks that a closed log ended where its successor says', async () => {
    expect((await all()).code).toBe(0);
    expect(existsSync(state('evidence'))).toBe(false);
  });

  it.each([
    ['another end', () => makeLog(299, { signers }), 'it ended at size 299'],
    ['another history', () => makeLog(300, { signers, rewritten: [1] }), 'two histories'],
  ])('exits 6 where the successor names %s', async (_, make, reason) => {
    const forged = await makeLog(5, { origin: 'bus.example/audit/log/next', follows: bodyOf(await make()) });
    next = forged;
    server.logs.set('next', forged);
    const { code, err } = await all();
    expect(code).toBe(6);
    expect(err).toContain(reason);
  });

  it('exits 6 where a closed log grows', async () => {
    expect((await all()).code).toBe(0);
    server.logs.set('log', large);
    expect((await all()).code).toBe(6);
  });
});
