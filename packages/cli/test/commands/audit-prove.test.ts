import { hash as digest } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeEntryBundle, fromBase64, hashLeaf, toBase64, verifyConsistency, verifyInclusion } from '@simpul/tlog';
import fc from 'fast-check';
import { sha256 } from '../../src/verification/trusted-keys.ts';
import { makeDataFolder, makeFolder } from '../support/data-folder.ts';
import { startFakeBus } from '../support/fake-bus.ts';
import { type FakeLog, idOf, makeLog, makeSigners, writeLog } from '../support/fake-log.ts';
import { type LogServer, startLogServer } from '../support/log-server.ts';
import { type Outcome, runIn } from '../support/fake-terminal.ts';

const SIZE = 600;
const signers = makeSigners();
let log: FakeLog;
let entries: Uint8Array[];
let cwd: string;
let server: LogServer;

beforeAll(async () => {
  log = await makeLog(SIZE, { signers });
  entries = ['000', '001', '002.p/88'].flatMap((name) =>
    decodeEntryBundle(log.files.get(`tile/entries/${name}`) ?? new Uint8Array(0)),
  );
});
beforeEach(async () => {
  cwd = await makeFolder();
  await writeLog(join(cwd, 'log'), log.files);
  server = await startLogServer(log);
});
afterEach(() => server.close());

const keys = (): string[] => log.vkeys.flatMap((vkey) => ['--vkey', vkey]);
const prove = (...argv: string[]): Promise<Outcome> => runIn(['audit', 'prove', ...argv, ...keys()], { cwd });
interface Json {
  readonly size: number;
  readonly index: number;
  readonly hashes: readonly string[];
  readonly first: { readonly size: number; readonly root: string; readonly signed: boolean };
  readonly second: { readonly size: number; readonly root: string; readonly signed: boolean };
}
async function proveJson(...argv: string[]): Promise<Json & { readonly proof: Uint8Array[] }> {
  const { code, out, err } = await prove(...argv, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const json = JSON.parse(out) as Json;
  return { ...json, proof: json.hashes.map(fromBase64) };
}

/** Merkle tree hash straight from its definition, RFC 6962 section 2.1. */
function naiveRoot(start: number, end: number): Buffer {
  if (start === end) return digest('sha256', '', 'buffer');
  if (end - start === 1)
    return digest('sha256', Buffer.concat([Buffer.of(0), entries[start] ?? Buffer.alloc(0)]), 'buffer');
  let k = 1;
  while (k * 2 < end - start) k *= 2;
  return digest(
    'sha256',
    Buffer.concat([Buffer.of(1), naiveRoot(start, start + k), naiveRoot(start + k, end)]),
    'buffer',
  );
}

describe('simpul audit prove inclusion', () => {
  it('proves any entry against the root by definition', async () => {
    const root = naiveRoot(0, SIZE);
    await fc.assert(
      fc.asyncProperty(fc.nat(SIZE - 1), async (index) => {
        const { proof } = await proveJson('inclusion', String(index), '--log', 'log');
        const leafHash = hashLeaf(sha256, entries[index] ?? new Uint8Array(0));
        expect(() => verifyInclusion(sha256, { index, size: SIZE, leafHash, root }, proof)).not.toThrow();
      }),
      { numRuns: 25 },
    );
  });

  it('stores a tlog-proof that verifies, and says what was checked and what that does not prove', async () => {
    const { code, out } = await prove('inclusion', '77', '--log', 'log', '--output', 'x.tlog-proof');
    expect(code).toBe(0);
    for (const text of ['entry 77 of 600', 'given with --vkey', 'stored      x.tlog-proof', 'not proven'])
      expect(out).toContain(text);
    const checked = await runIn(['audit', 'verify', 'x.tlog-proof', '--json', ...keys()], { cwd });
    expect({ code: checked.code, ...(JSON.parse(checked.out) as object) }).toMatchObject({
      code: 0,
      index: 77,
      size: SIZE,
    });
  });

  it('prints the proof alone on standard output where it is not stored', async () => {
    const { out, err } = await prove('inclusion', '77', '--log', 'log');
    await prove('inclusion', '77', '--log', 'log', '--output', 'x');
    expect(out).toBe(await readFile(join(cwd, 'x'), 'utf8'));
    expect(err).toContain('not proven');
  });

  it.each([0, 255, 256, 511, SIZE - 1])('finds entry %i by its exchange id', async (index) => {
    expect(await proveJson('inclusion', idOf(index), '--log', server.address())).toMatchObject({ index });
  });

  it('finds an id whose time is of no use', async () => {
    // Its id says it was made long after the log ended; so does a clock that was wrong.
    const strange = await makeLog(SIZE, { signers, strangeIds: [3] });
    server.logs.set('log', strange);
    expect(
      await proveJson('inclusion', 'ffffffff-ffff-7a33-9b0f-000000000003', '--log', server.address()),
    ).toMatchObject({
      index: 3,
    });
  });

  it('reads little of a large log to find an id', async () => {
    const large = await makeLog(256 * 32, { signers, spread: 3_600_000 });
    server.logs.set('log', large);
    const id = JSON.parse(
      Buffer.from(decodeEntryBundle(large.files.get('tile/entries/011') ?? new Uint8Array(0))[5] ?? []).toString(),
    ) as { id: string };
    expect(await proveJson('inclusion', id.id, '--log', server.address())).toMatchObject({ index: 256 * 11 + 5 });
    expect(server.requests.filter(({ target }) => target.includes('entries')).length).toBeLessThan(10);
  });

  it('exits 6 for an id that is not there, 2 for a number beyond the log or what is neither', async () => {
    expect((await prove('inclusion', idOf(SIZE), '--log', 'log')).code).toBe(6);
    expect((await prove('inclusion', String(SIZE), '--log', 'log')).code).toBe(2);
    expect((await prove('inclusion', 'nonsense', '--log', 'log')).code).toBe(2);
  });

  it.each(['tile/0/000', 'tile/1/000.p/2', 'tile/entries/000'])(
    'exits 6 where %s is not that of the log',
    async (path) => {
      const bytes = Buffer.from(log.files.get(path) ?? []);
      await writeFile(join(cwd, 'log', path), bytes.fill((bytes[40] ?? 0) ^ 1, 40, 41));
      const { code, err } = await prove('inclusion', '0', '--log', 'log');
      expect(code).toBe(6);
      expect(err).toContain(path === 'tile/1/000.p/2' ? 'right edge' : path);
    },
  );

  it('exits 6 without a key', async () => {
    const { code, err } = await runIn(['audit', 'prove', 'inclusion', '0', '--log', 'log'], { cwd });
    expect(code).toBe(6);
    expect(err).toContain('key not verified');
  });

  it('takes the logs of the bus of the data folder, and their pinned keys', async () => {
    const bus = await startFakeBus();
    const data = await makeDataFolder(bus);
    const listed = [{ name: 'x', origin: log.origin, verifierKeys: log.vkeys, policy: '', state: 'open' }];
    bus.routes.set('GET /audit/v1/verification', () => ({ status: 200, body: JSON.stringify({ logs: listed }) }));
    for (const [path, body] of log.files) bus.routes.set(`GET /audit/log/x/${path}`, () => ({ status: 200, body }));
    const { code, err } = await runIn(['audit', 'prove', 'inclusion', idOf(9), '--data', data], { cwd });
    await bus.server.close();
    expect(code).toBe(0);
    expect(err).toContain('pinned in');
  });
});

describe('simpul audit prove consistency', () => {
  it('proves any two sizes against the roots by definition', async () => {
    const sizes = fc.tuple(fc.nat(SIZE), fc.nat(SIZE)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    await fc.assert(
      fc.asyncProperty(sizes, async ([size1, size2]) => {
        const { proof, first, second } = await proveJson('consistency', String(size1), String(size2), '--log', 'log');
        const [root1, root2] = [naiveRoot(0, size1), naiveRoot(0, size2)];
        expect([first.root, second.root]).toEqual([toBase64(root1), toBase64(root2)]);
        if (size1 > 0) expect(() => verifyConsistency(sha256, { size1, size2, root1, root2 }, proof)).not.toThrow();
      }),
      { numRuns: 25 },
    );
  });

  it('proves that the log now extends a checkpoint or a receipt that somebody kept', async () => {
    const older = await makeLog(300, { signers });
    await writeFile(join(cwd, 'old.checkpoint'), older.files.get('checkpoint') ?? '');
    await writeFile(join(cwd, 'old.tlog-proof'), older.receipt);
    for (const file of ['old.checkpoint', 'old.tlog-proof']) {
      const { code, out } = await prove('consistency', file, '--log', server.address());
      expect(code).toBe(0);
      for (const text of ['300', toBase64(older.root), toBase64(log.root), 'signed', 'given with --vkey', 'not proven'])
        expect(out).toContain(text);
    }
  });

  it('says that a mere size proves nothing about what anybody saw', async () => {
    expect((await prove('consistency', '300', '--log', 'log')).out).toContain('computed from the log as it is now');
  });

  it('exits 6 where history was rewritten under the true key, with both sizes and roots', async () => {
    const other = await makeLog(300, { signers, rewritten: [3] });
    await writeFile(join(cwd, 'old'), other.files.get('checkpoint') ?? '');
    const { code, err } = await prove('consistency', 'old', '--log', 'log');
    expect(code).toBe(6);
    expect(err).toContain(`size 300 with root ${toBase64(other.root)} is not the beginning of size 600`);
  });

  it('exits 6 for a checkpoint beyond the log, of another log, or that nobody signed', async () => {
    const files = {
      beyond: await makeLog(700, { signers }),
      other: await makeLog(300, { origin: 'other.example/log' }),
      forged: await makeLog(300),
    };
    for (const [name, { files: own, vkeys }] of Object.entries(files)) {
      await writeFile(join(cwd, name), own.get('checkpoint') ?? '');
      const more = name === 'other' ? vkeys.flatMap((vkey) => ['--vkey', vkey]) : [];
      expect([name, (await prove('consistency', name, '--log', 'log', ...more)).code]).toEqual([name, 6]);
    }
  });

  it('exits 6 for a second that is before the first, and 2 for a size beyond the log', async () => {
    expect((await prove('consistency', '300', '200', '--log', 'log')).code).toBe(6);
    expect((await prove('consistency', '601', '--log', 'log')).code).toBe(2);
    expect((await prove('consistency', 'nothing-here', '--log', 'log')).code).toBe(2);
  });
});
