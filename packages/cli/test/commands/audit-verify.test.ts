import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { formatTlogProof, parseTlogProof } from '@simpul/tlog';
import fc from 'fast-check';
import { makeFolder } from '../support/data-folder.ts';
import { type FakeLog, makeLog, ORIGIN, REQUEST_BODY, RESPONSE_BODY, writeLog } from '../support/fake-log.ts';
import { startFakeServer } from '../support/fake-server.ts';
import { type Outcome, runIn } from '../support/fake-terminal.ts';

let log: FakeLog;
let cwd: string;

beforeAll(async () => {
  log = await makeLog(300);
});
beforeEach(async () => {
  cwd = await makeFolder();
  await writeFile(join(cwd, 'r'), log.receipt);
  await writeFile(join(cwd, 'request'), REQUEST_BODY);
  await writeFile(join(cwd, 'response'), RESPONSE_BODY);
});

const verify = (...argv: string[]): Promise<Outcome> => runIn(['audit', 'verify', ...argv], { cwd });
const given = (): string[] => log.vkeys.flatMap((vkey) => ['--vkey', vkey]);

async function pin(keys: unknown): Promise<void> {
  await mkdir(join(cwd, '.simpul', 'credentials'), { recursive: true });
  await writeFile(join(cwd, '.simpul', 'credentials', 'log-keys.json'), JSON.stringify(keys));
}

/** The bytes with one bit turned over. */
function flip(bytes: Uint8Array, place: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[place] = (changed[place] ?? 0) ^ 1;
  return changed;
}

describe('simpul audit verify FILE', () => {
  it('verifies a receipt with a given key and says what that proves and what not', async () => {
    const { code, out } = await verify('r', ...given());
    expect(code).toBe(0);
    expect(out).toContain(`${ORIGIN}, entry 299 of 300`);
    expect(out).toContain('given with --vkey');
    expect(out).toContain('not proven');
  });

  it('verifies with the key that was pinned', async () => {
    await pin({ [ORIGIN]: log.vkeys });
    const { code, out } = await verify('r', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ verified: true, kind: 'receipt', origin: ORIGIN, keys: log.vkeys });
  });

  it.each([
    ['no key is known', []],
    [
      'the known key is of another log',
      ['--vkey', 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'],
    ],
  ])('says "key not verified" and exits 6 where %s', async (_, argv) => {
    const { code, err } = await verify('r', ...argv);
    expect(code).toBe(6);
    expect(err).toContain('key not verified');
  });

  it('exits 6 where the pinned key of this log is not the one that signed', async () => {
    await pin({ [ORIGIN]: (await makeLog(1)).vkeys });
    expect((await verify('r')).code).toBe(6);
  });

  it('exits 6 after any flipped bit', async () => {
    await pin({ [ORIGIN]: log.vkeys });
    const bytes = Buffer.from(log.receipt);
    const bodies = ['--request', 'request', '--response', 'response'];
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), async (place) => {
        await writeFile(join(cwd, 'flipped'), flip(bytes, place));
        expect((await verify('flipped', ...bodies)).code).toBe(6);
      }),
    );
  });

  it('exits 6 for a salt that opens nothing in the record', async () => {
    const proof = parseTlogProof(log.receipt);
    const extra = Buffer.from(proof.extra ?? [])
      .toString()
      .replace(/"salts":\{"request"/, '"salts":{"pequest"');
    await writeFile(join(cwd, 'r'), formatTlogProof({ ...proof, extra: Buffer.from(extra) }));
    const { code, err } = await verify('r', ...given());
    expect(code).toBe(6);
    expect(err).toContain('pequest');
  });

  it('compares bodies with their salted digests', async () => {
    const { code, out } = await verify('r', ...given(), '--request', 'request', '--response', 'response');
    expect(code).toBe(0);
    expect(out).toContain('request and response as recorded');
    const swapped = await verify('r', ...given(), '--response', 'request');
    expect(swapped.code).toBe(6);
    expect(swapped.err).toContain('response body');
  });

  it.each([
    ['a file that is not there', ['nothing-here']],
    ['a key that cannot be read', ['r', '--vkey', 'nonsense']],
    ['an address of no log', ['https://bus.example/log?x']],
  ])('exits 2 for %s', async (_, argv) => {
    expect((await verify(...argv)).code).toBe(2);
  });
});

describe('simpul audit verify, a whole log', () => {
  beforeEach(() => writeLog(join(cwd, 'log'), log.files));

  it('verifies a folder: checkpoint, entries, tiles and root', async () => {
    const { code, out } = await verify('log', ...given());
    expect(code).toBe(0);
    expect(out).toContain('300 entries and 3 tiles');
  });

  it('verifies an address', async () => {
    const server = await startFakeServer(async ({ target }) => {
      const body = log.files.get(target.slice('/audit/log/name/'.length));
      return body === undefined ? { status: 404 } : { status: 200, body };
    });
    const { code, out } = await verify(`${server.url}/audit/log/name/`, ...given(), '--json');
    await server.close();
    expect({ code, ...(JSON.parse(out) as object) }).toMatchObject({ code: 0, verified: true, size: 300, tiles: 3 });
  });

  it('exits 6 after any flipped bit in any file', async () => {
    const files = [...log.files];
    await fc.assert(
      fc.asyncProperty(fc.nat(files.length - 1), fc.nat(), async (number, offset) => {
        const [path, content] = files[number] ?? ['', Buffer.alloc(0)];
        await writeFile(join(cwd, 'log', path), flip(content, offset % content.length));
        const { code } = await verify('log', ...given());
        await writeFile(join(cwd, 'log', path), content);
        expect(code).toBe(6);
      }),
    );
  });

  it.each([
    'checkpoint',
    'tile/0/000',
    'tile/0/001.p/44',
    'tile/1/000.p/1',
    'tile/entries/000',
    'tile/entries/001.p/44',
  ])('exits 6 where %s is missing', async (path) => {
    await writeLog(join(cwd, 'part'), new Map([...log.files].filter(([name]) => name !== path)));
    expect((await verify('part', ...given())).code).toBe(6);
  });

  it('checks partial tiles of older checkpoints too', async () => {
    const older = Buffer.from(log.files.get('tile/0/001.p/44')?.subarray(0, 32 * 7) ?? []);
    await writeLog(join(cwd, 'log'), new Map([['tile/0/001.p/7', older]]));
    expect((await verify('log', ...given())).code).toBe(0);
    await writeLog(join(cwd, 'log'), new Map([['tile/0/001.p/7', flip(older, 100)]]));
    expect((await verify('log', ...given())).code).toBe(6);
  });
});
