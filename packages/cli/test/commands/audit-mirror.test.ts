import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { toBase64 } from '@simpul/tlog';
import { makeFolder } from '../support/data-folder.ts';
import { type FakeLog, makeLog, makeSigners } from '../support/fake-log.ts';
import { type LogServer, startLogServer } from '../support/log-server.ts';
import { type Outcome, runIn, type TerminalOptions } from '../support/fake-terminal.ts';

const signers = makeSigners();
let small: FakeLog;
let large: FakeLog;
let stranger: FakeLog;
let server: LogServer;
let cwd: string;

beforeAll(async () => {
  small = await makeLog(300, { signers });
  large = await makeLog(700, { signers });
  stranger = await makeLog(1);
});
beforeEach(async () => {
  cwd = await makeFolder();
  server = await startLogServer(small);
});
afterEach(() => server.close());

const keys = (): string[] => small.vkeys.flatMap((vkey) => ['--vkey', vkey]);
const mirror = (argv: readonly string[] = [], options: TerminalOptions = {}): Promise<Outcome> =>
  runIn(['audit', 'mirror', 'copy', '--log', server.address(), ...keys(), ...argv], { cwd, ...options });
const verify = (folder = 'copy'): Promise<Outcome> => runIn(['audit', 'verify', folder, ...keys()], { cwd });

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Digests of every file of a folder but what the mirror keeps for itself, by path. */
async function filesIn(folder: string): Promise<Map<string, string>> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = all.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  const own = files.filter((file) => !relative(folder, file).startsWith('.mirror'));
  return new Map(
    await Promise.all(own.map(async (file) => [relative(folder, file), digest(await readFile(file))] as const)),
  );
}
const copied = (): Promise<Map<string, string>> => filesIn(join(cwd, 'copy'));
const filesOf = (log: FakeLog): Map<string, string> =>
  new Map([...log.files].map(([path, bytes]) => [path, digest(bytes)]));

describe('simpul audit mirror', () => {
  it('copies a log to the byte, and says what was checked and what that does not prove', async () => {
    const { code, out } = await mirror();
    expect(code).toBe(0);
    expect(out).toContain(`300 entries, and the tiles lead to the signed root ${toBase64(small.root)}`);
    expect(out).toContain('given with --vkey');
    expect(out).toContain('not proven');
    expect(await copied()).toEqual(filesOf(small));
    expect((await verify()).code).toBe(0);
  });

  it('goes on with what is new, and drops partial tiles only once the full ones are there', async () => {
    await mirror();
    server.logs.set('log', large);
    server.requests.length = 0;
    const { code, out } = await mirror(['--json']);
    expect({ code, ...(JSON.parse(out) as object) }).toMatchObject({ code: 0, mirrored: true, from: 300, size: 700 });
    expect(server.requests.map(({ target }) => target)).not.toContain('/audit/log/log/tile/entries/000');
    const files = await copied();
    expect(files.has('tile/1/000.p/1')).toBe(true);
    files.delete('tile/1/000.p/1');
    expect(files).toEqual(filesOf(large));
    expect((await verify()).code).toBe(0);
  });

  it('copies nothing where there is nothing new', async () => {
    await mirror();
    server.requests.length = 0;
    const { code, out } = await mirror();
    expect({ code, asked: server.requests.length }).toEqual({ code: 0, asked: 1 });
    expect(out).toContain('nothing: the copy is complete');
  });

  it('copies an empty log', async () => {
    server.logs.set('log', await makeLog(0, { signers }));
    expect((await mirror()).code).toBe(0);
    expect((await verify()).code).toBe(0);
  });

  it('has at most four requests under way', async () => {
    server.logs.set('log', await makeLog(256 * 12, { signers }));
    let open: (() => void)[] = [];
    server.before = (_, path) =>
      path.startsWith('tile/entries/')
        ? new Promise((resolve) => {
            open.push(() => resolve(undefined));
            if (open.length < 4) return;
            for (const each of open) each();
            open = [];
          })
        : undefined;
    expect((await mirror()).code).toBe(0);
    expect(server.atOnce()).toBe(4);
  });

  it.each([
    ['no key is known', (): string[] => [], 'key not verified'],
    [
      'another key of the same name is given',
      (): string[] => stranger.vkeys.flatMap((vkey) => ['--vkey', vkey]),
      'no known key',
    ],
  ])('exits 6 and copies nothing where %s', async (_, given, reason) => {
    const argv = given();
    const { code, err } = await runIn(['audit', 'mirror', 'copy', '--log', server.address(), ...argv], { cwd });
    expect(code).toBe(6);
    expect(err).toContain(reason);
    expect((await copied()).size).toBe(0);
  });

  it('refuses the copy of another log', async () => {
    await mirror();
    const other = await makeLog(400, { origin: 'other.example/log' });
    server.logs.set('log', other);
    const { code, err } = await mirror(other.vkeys.flatMap((vkey) => ['--vkey', vkey]));
    expect(code).toBe(6);
    expect(err).toContain('holds a copy of');
  });

  it('refuses a folder that another process copies into', async () => {
    let inner: Promise<Outcome> | undefined;
    server.before = (_, path) => {
      if (path === 'tile/entries/000')
        inner ??= runIn(['audit', 'mirror', 'copy', '--log', server.address(), ...keys()], { cwd });
      return undefined;
    };
    expect((await mirror()).code).toBe(0);
    const { code, err } = (await inner) ?? { code: 0, err: '' };
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('Another process') });
  });
});

describe('simpul audit mirror, rewritten history under the true key', () => {
  it.each([
    ['a larger log', 700, 'history was rewritten'],
    ['a log of the same size', 300, 'two histories'],
    ['a smaller log', 200, 'went back'],
  ])('refuses %s with both sizes and roots, and leaves the folder as it was', async (_, size, reason) => {
    await mirror();
    const before = await copied();
    const forged = await makeLog(size, { signers, rewritten: [3] });
    server.logs.set('log', forged);
    const { code, err } = await mirror();
    expect(code).toBe(6);
    expect(err).toContain(reason);
    for (const text of [
      `size 300 with root ${toBase64(small.root)}`,
      `size ${size} with root ${toBase64(forged.root)}`,
    ]) {
      expect(err).toContain(text);
    }
    expect(await copied()).toEqual(before);
  });

  it('refuses it also where only an interrupted copy had seen the other history', async () => {
    await mirror();
    server.logs.set('log', large);
    server.before = (_, path) => (path.startsWith('tile/entries/') ? { status: 503 } : undefined);
    expect((await mirror()).code).toBe(5);
    server.before = () => undefined;
    server.logs.set('log', await makeLog(800, { signers, rewritten: [500] }));
    const { code, err } = await mirror();
    expect(code).toBe(6);
    expect(err).toContain('size 700');
    server.logs.set('log', await makeLog(800, { signers }));
    expect((await mirror()).code).toBe(0);
  });

  it('notices a log that lost its end', async () => {
    await mirror();
    server.logs.set('log', await makeLog(299, { signers }));
    const { code, err } = await mirror();
    expect(code).toBe(6);
    expect(err).toContain('went back');
  });
});

describe('simpul audit mirror, a log that is not what it says', () => {
  const change = (path: string, edit: (bytes: Buffer) => Uint8Array | undefined): void => {
    const files = new Map(large.files);
    const bytes = edit(Buffer.from(files.get(path) ?? []));
    if (bytes === undefined) files.delete(path);
    else files.set(path, bytes);
    server.logs.set('log', { ...large, files });
  };
  const PATHS = [
    'checkpoint',
    'tile/0/000',
    'tile/0/001',
    'tile/0/002.p/188',
    'tile/1/000.p/2',
    'tile/entries/000',
    'tile/entries/001',
    'tile/entries/002.p/188',
  ];
  it('has all files of the log below', () => expect([...large.files.keys()].toSorted()).toEqual(PATHS));
  const EDITS: readonly [string, (bytes: Buffer) => Uint8Array | undefined][] = [
    ['flipped', (bytes) => bytes.fill((bytes[bytes.length - 9] ?? 0) ^ 1, bytes.length - 9, bytes.length - 8)],
    ['truncated', (bytes) => bytes.subarray(0, -32)],
    ['extended', (bytes) => Buffer.concat([bytes, Buffer.alloc(32)])],
    ['missing', () => undefined],
  ];

  it.each(EDITS.flatMap(([how, edit]) => PATHS.map((path) => [how, path, edit] as const)))(
    'exits 6 for a %s %s; what was written is right, and a sound log completes it',
    async (_, path, edit) => {
      change(path, edit);
      const { code, err } = await mirror();
      expect(code).toBe(6);
      if (path.startsWith('tile/entries')) expect(err).toContain('tile/entries');
      const files = await copied();
      expect(files.has('checkpoint')).toBe(false);
      for (const [name, bytes] of files) expect([name, bytes]).toEqual([name, filesOf(large).get(name)]);
      server.logs.set('log', large);
      expect((await mirror()).code).toBe(0);
      expect(await copied()).toEqual(filesOf(large));
    },
  );

  it.each([
    ['full', 3, ['tile/0/000', 'tile/entries/000'], 'tile/0/000 does not lead to the signed root'],
    ['partial', 600, ['tile/0/002.p/188', 'tile/entries/002.p/188'], 'right edge'],
  ])('exits 6 for a %s tile with entries of its own, both of another history', async (_, entry, paths, reason) => {
    const other = await makeLog(700, { signers, rewritten: [entry] });
    const files = new Map(large.files);
    for (const path of paths) files.set(path, other.files.get(path) ?? new Uint8Array(0));
    server.logs.set('log', { ...large, files });
    const { code, err } = await mirror();
    expect(code).toBe(6);
    expect(err).toContain(reason);
    expect((await copied()).has(paths[0] ?? '')).toBe(false);
    const verified = await runIn(['audit', 'verify', server.address(), ...keys()], { cwd });
    expect({ code: verified.code, err: verified.err }).toMatchObject({ code: 6, err: expect.stringContaining(reason) });
  });

  it('repairs what was damaged in an interrupted copy', async () => {
    change('tile/entries/001', () => undefined);
    expect((await mirror()).code).toBe(6);
    await writeFile(join(cwd, 'copy', 'tile', '0', '000'), 'damaged');
    server.logs.set('log', large);
    expect((await mirror()).code).toBe(0);
    expect(await copied()).toEqual(filesOf(large));
  });

  it('refuses to go on from a checkpoint that was changed in the folder', async () => {
    await mirror();
    const file = join(cwd, 'copy', 'checkpoint');
    await writeFile(file, (await readFile(file, 'utf8')).replace('\n300\n', '\n299\n'));
    expect((await mirror()).code).toBe(6);
  });
});

describe('simpul audit mirror, interrupted', () => {
  it.each([
    ['nothing', undefined],
    ['a smaller copy', 300],
  ])(
    'goes on from %s after a failure at any request, and its checkpoint never names what is not there',
    async (_, size) => {
      for (let allowed = 0; ; allowed += 1) {
        cwd = await makeFolder();
        server.logs.set('log', small);
        if (size !== undefined) await mirror();
        server.logs.set('log', large);
        server.requests.length = 0;
        server.before = () => (server.requests.length > allowed ? { status: 503 } : undefined);
        const { code } = await mirror();
        server.before = () => undefined;
        if (code === 0) break;
        expect(code).toBe(5);
        const files = await copied();
        expect(files.get('checkpoint')).toBe(size === undefined ? undefined : filesOf(small).get('checkpoint'));
        if (size !== undefined) expect((await verify()).code).toBe(0);
        expect((await mirror()).code).toBe(0);
        expect((await verify()).code).toBe(0);
      }
      expect(server.requests.length).toBeGreaterThanOrEqual(large.files.size - 3);
    },
  );

  it('does not fetch again what an interrupted copy had', async () => {
    server.logs.set('log', large);
    server.before = (_, path) => (path === 'tile/entries/002.p/188' ? { status: 503 } : undefined);
    expect((await mirror()).code).toBe(5);
    server.before = () => undefined;
    server.requests.length = 0;
    expect((await mirror()).code).toBe(0);
    const entries = server.requests.filter(({ target }) => target.includes('/tile/entries/'));
    expect(entries.map(({ target }) => target)).toEqual(['/audit/log/log/tile/entries/002.p/188']);
  });

  it('tries again after what a network or a busy server does, as long as Retry-After asks', async () => {
    const answers = [{ status: 429, headers: { 'retry-after': '7' } }, { status: 502 }];
    const waits: number[] = [];
    server.before = (_, path) => (path === 'tile/0/000' ? answers.shift() : undefined);
    const { code, err } = await mirror([], { wait: (ms) => waits.push(ms) });
    expect({ code, waits }).toEqual({ code: 0, waits: [7000, 1000] });
    expect(err).toContain('answered 429; trying again in 7 s');
  });

  it('exits 5 where nobody answers, and 4xx is not asked again', async () => {
    await server.close();
    const { code, err } = await mirror();
    expect(code).toBe(5);
    expect(err).toContain('ECONNREFUSED');
    server = await startLogServer(small);
    server.before = () => ({ status: 410 });
    expect((await mirror()).code).toBe(5);
    expect(server.requests.length).toBe(1);
  });

  it('tells on standard error how far a long copy is, but not to machines', async () => {
    server.logs.set('log', large);
    const slow = (): void => {
      server.before = (_, path) => {
        if (path !== 'tile/entries/001') return undefined;
        server.before = () => undefined;
        return { status: 429, headers: { 'retry-after': '60' } };
      };
    };
    slow();
    const human = await mirror();
    expect(human.err).toMatch(/entries of .* copied: \d+ of 700 \(\d+ %\)/);
    cwd = await makeFolder();
    slow();
    expect((await mirror(['--json'])).err).toBe('');
  });
});

describe('simpul audit mirror --follow', () => {
  it('copies what comes, through times when nobody answers, until it is stopped', async () => {
    const rounds: (() => void)[] = [
      () => server.logs.set('log', large),
      () => void (server.before = () => ({ status: 503 })),
      ...Array.from({ length: 5 }, () => () => undefined),
      () => void (server.before = () => undefined),
    ];
    const wait = (): void => {
      const next = rounds.shift();
      if (next === undefined) throw new Error('stopped');
      next();
    };
    const { out, err } = await mirror(['--follow', '--json'], { wait });
    const sizes = out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { size: number }).size);
    expect(sizes).toEqual([300, 700]);
    expect(err).toContain('stopped');
    expect((await verify()).code).toBe(0);
  });
});
