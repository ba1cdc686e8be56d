import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { makeDataFolder, makeFolder } from '../support/data-folder.ts';
import { type FakeBus, PUBLIC_URL, startFakeBus } from '../support/fake-bus.ts';
import { bodyOf, type FakeLog, makeLog } from '../support/fake-log.ts';
import type { FakeAnswer } from '../support/fake-server.ts';
import { type Outcome, runIn } from '../support/fake-terminal.ts';

/** Logs of a bus, oldest first, each by its name. */
const logs = new Map<string, FakeLog>();
let bus: FakeBus;
let data: string;
let cwd: string;

beforeAll(async () => {
  const first = await makeLog(300, { origin: 'bus.example:8080/audit/log/2026h1' });
  logs.set('2026h1', first);
  logs.set('2026h2', await makeLog(5, { origin: 'bus.example:8080/audit/log/2026h2', follows: bodyOf(first) }));
});
beforeEach(async () => {
  cwd = await makeFolder();
  bus = await startFakeBus();
  data = await makeDataFolder(bus);
  bus.routes.set('GET /audit/v1/verification', () => ({ status: 200, body: JSON.stringify({ logs: list('2026h1') }) }));
  for (const [name, { files }] of logs) {
    for (const [path, body] of files) bus.routes.set(`GET /audit/log/${name}/${path}`, () => ({ status: 200, body }));
  }
});
afterEach(() => bus.server.close());

const list = (...names: string[]): object[] =>
  names.map((name) => {
    const { origin, vkeys } = logs.get(name) ?? { origin: '', vkeys: [] };
    return {
      name,
      origin,
      verifierKeys: vkeys,
      policy: '',
      state: name === '2026h1' && names.length > 1 ? 'closed' : 'open',
    };
  });
const serve = (listed: object[]): void =>
  void bus.routes.set('GET /audit/v1/verification', () => ({ status: 200, body: JSON.stringify({ logs: listed }) }));
const mirror = (...argv: string[]): Promise<Outcome> =>
  runIn(['audit', 'mirror', 'copies', '--data', data, ...argv], { cwd });

describe('simpul audit mirror, the logs of a bus', () => {
  it('copies each log to a folder of its own, also while there is only one, with the keys pinned at first contact', async () => {
    expect((await mirror()).code).toBe(0);
    expect(await readdir(join(cwd, 'copies'))).toEqual(['2026h1']);
    serve(list('2026h2', '2026h1'));
    const { code, out } = await mirror();
    expect(code).toBe(0);
    expect(out).toContain('pinned in');
    expect((await readdir(join(cwd, 'copies'))).toSorted()).toEqual(['2026h1', '2026h2']);
    const pins: unknown = JSON.parse(await readFile(join(data, 'credentials', 'log-keys.json'), 'utf8'));
    expect(pins).toEqual(Object.fromEntries([...logs.values()].map(({ origin, vkeys }) => [origin, vkeys])));
    expect((await runIn(['audit', 'verify', 'copies', '--data', data], { cwd })).code).toBe(0);
  });

  it('finds a log that begins while it follows', async () => {
    let rounds = 0;
    const wait = (): void => {
      rounds += 1;
      if (rounds === 1) serve(list('2026h2', '2026h1'));
      else throw new Error('stopped');
    };
    await runIn(['audit', 'mirror', 'copies', '--data', data, '--follow'], { cwd, wait });
    expect((await readdir(join(cwd, 'copies'))).toSorted()).toEqual(['2026h1', '2026h2']);
  });

  it('exits 6 where the bus shows other keys than those pinned', async () => {
    expect((await mirror()).code).toBe(0);
    serve([{ ...list('2026h1')[0], verifierKeys: logs.get('2026h2')?.vkeys }]);
    expect((await mirror()).code).toBe(6);
  });

  it.each(['../evil', '', 'a/b', '.mirror'])('writes nowhere for a log named %j', async (name) => {
    serve([{ ...list('2026h1')[0], name }]);
    const { code } = await mirror();
    expect(code).toBe(5);
    await expect(readdir(join(cwd, 'copies'))).rejects.toThrow('ENOENT');
  });
});

describe('simpul audit mirror, entries that only an auditor may read', () => {
  const refused: FakeAnswer = {
    status: 401,
    body: JSON.stringify({ code: 'SIMPUL_AUTH_TOKEN_INVALID', title: 'no token' }),
  };
  /** The fake checks tokens and proofs of every request; without them this log refuses entries. */
  function restrict(): void {
    const log = logs.get('2026h1');
    for (const [path, body] of log?.files ?? []) {
      bus.routes.set(`GET /audit/log/2026h1/${path}`, ({ headers }) =>
        path.startsWith('tile/entries/') && headers.authorization === undefined ? refused : { status: 200, body },
      );
    }
  }

  beforeEach(restrict);

  it('reads them with a token for audit:read, and all else without', async () => {
    const { code, err } = await mirror();
    expect(code).toBe(0);
    expect(err).toContain("the entries need an auditor's token; reading them as sandbox-auditor");
    const [token, ...others] = bus.issuer.tokens.values();
    expect([token?.client, token?.form.get('scope'), others]).toEqual(['sandbox-auditor', 'audit:read', []]);
    const withToken = bus.server.requests.filter(({ method, headers }) => method === 'GET' && headers.authorization);
    expect(withToken.map(({ target }) => target).toSorted()).toEqual([
      '/audit/log/2026h1/tile/entries/000',
      '/audit/log/2026h1/tile/entries/001.p/44',
    ]);
  });

  it('makes a new token where the first one has expired', async () => {
    let uses = 0;
    const body = logs.get('2026h1')?.files.get('tile/entries/001.p/44') ?? '';
    bus.routes.set('GET /audit/log/2026h1/tile/entries/001.p/44', ({ headers }) => {
      if (headers.authorization !== undefined) uses += 1;
      return uses < 2 ? refused : { status: 200, body };
    });
    expect((await mirror()).code).toBe(0);
    expect(bus.issuer.tokens.size).toBe(2);
  });

  it('never sends the token of one bus to another', async () => {
    const other = await startFakeBus({ namedByAddress: true });
    const log = logs.get('2026h1');
    for (const [path, body] of log?.files ?? []) {
      other.routes.set(`GET /audit/log/2026h1/${path}`, () =>
        path.startsWith('tile/entries/') ? refused : { status: 200, body },
      );
    }
    const address = `${other.server.url}/audit/log/2026h1`;
    const keys = log?.vkeys.flatMap((vkey) => ['--vkey', vkey]) ?? [];
    const { code, err } = await mirror('--log', address, ...keys);
    await other.server.close();
    expect(code).toBe(2);
    expect(err).toContain(PUBLIC_URL);
    expect(other.server.requests.some(({ headers }) => headers.authorization !== undefined)).toBe(false);
  });
});
