import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { formatVerifierKey, toBase64 } from '@simpul/tlog';
import { makeFolder } from '../support/data-folder.ts';
import { bodyOf, type FakeLog, makeLog, makeSigner, makeSigners, ORIGIN, writeLog } from '../support/fake-log.ts';
import { type LogServer, startLogServer } from '../support/log-server.ts';
import { type Outcome, runIn } from '../support/fake-terminal.ts';

const signers = makeSigners();
let older: FakeLog;
let log: FakeLog;
let cwd: string;

beforeAll(async () => {
  older = await makeLog(200, { signers });
  log = await makeLog(300, { signers });
});
beforeEach(async () => {
  cwd = await makeFolder();
});

const keysOf = (...logs: FakeLog[]): string[] => logs.flatMap(({ vkeys }) => vkeys.flatMap((vkey) => ['--vkey', vkey]));
const verify = (argv: readonly string[], keys = keysOf(log)): Promise<Outcome> =>
  runIn(['audit', 'verify', ...argv, ...keys], { cwd });

describe('simpul audit verify, a folder of receipts', () => {
  beforeEach(async () => {
    await mkdir(join(cwd, 'receipts'));
    await writeFile(join(cwd, 'receipts', 'a.tlog-proof'), older.receipt);
    await writeFile(join(cwd, 'receipts', 'b.tlog-proof'), log.receipt);
    await writeFile(join(cwd, 'receipts', 'notes.txt'), 'no receipt');
  });

  it('verifies each, and says what was checked and what that does not prove', async () => {
    const { code, out } = await verify(['receipts']);
    expect(code).toBe(0);
    for (const text of ['2 receipts', 'a.tlog-proof', 'entry 199 of 200', 'entry 299 of 300', 'not proven'])
      expect(out).toContain(text);
  });

  it('exits 6 where one does not hold, and names it', async () => {
    await writeFile(join(cwd, 'receipts', 'b.tlog-proof'), log.receipt.replace('index 299', 'index 298'));
    const { code, err } = await verify(['receipts']);
    expect(code).toBe(6);
    expect(err).toContain('b.tlog-proof');
  });

  it('takes a key that is given twice as one', async () => {
    expect((await verify(['receipts'], [...keysOf(log), ...keysOf(log)])).code).toBe(0);
  });

  it('exits 6 where two show different logs of one size', async () => {
    const forked = await makeLog(300, { signers, rewritten: [7] });
    await writeFile(join(cwd, 'receipts', 'c.tlog-proof'), forked.receipt);
    const { code, err } = await verify(['receipts']);
    expect(code).toBe(6);
    expect(err).toContain('two histories');
  });

  it('exits 6 for a folder with neither receipts nor a log', async () => {
    await rm(join(cwd, 'receipts'), { recursive: true });
    await mkdir(join(cwd, 'receipts'));
    expect((await verify(['receipts'])).code).toBe(6);
  });
});

describe('simpul audit verify FILE --log', () => {
  beforeEach(async () => {
    await writeFile(join(cwd, 'r'), older.receipt);
  });

  it('checks that the log has only grown since the receipt', async () => {
    await writeLog(join(cwd, 'log'), log.files);
    const { code, out } = await verify(['r', '--log', 'log']);
    expect(code).toBe(0);
    expect(out).toContain('the log shows the same beginning now, at 300 entries');
    expect((await verify(['r'])).out).toContain('not compared with what the log shows now');
  });

  it.each([
    ['history was rewritten under the true key', () => makeLog(300, { signers, rewritten: [7] }), 'rewritten'],
    ['the log went back', () => makeLog(100, { signers }), 'went back'],
    ['it is another log', () => makeLog(300, { origin: 'other.example/log' }), 'not the log'],
  ])('exits 6 where %s', async (_, make, reason) => {
    const now = await make();
    await writeLog(join(cwd, 'log'), now.files);
    const more = now.origin === ORIGIN ? [] : keysOf(now);
    const { code, err } = await verify(['r', '--log', 'log'], [...keysOf(log), ...more]);
    expect(code).toBe(6);
    expect(err).toContain(reason);
  });
});

describe('simpul audit verify --policy', () => {
  const classic = makeSigner('cosignature-ed25519', 'w1.example');
  const modern = makeSigner('ml-dsa-44', 'w2.example');
  const [ONE, TWO] = [classic, modern].map(({ key }) => formatVerifierKey(key));
  let cosigned: FakeLog;

  beforeEach(async () => {
    cosigned = await makeLog(10, { signers, cosigners: [classic, modern] });
    await writeFile(join(cwd, 'r'), cosigned.receipt);
    await writeLog(join(cwd, 'log'), cosigned.files);
  });
  const policy = (...lines: string[]): Promise<void> =>
    writeFile(join(cwd, 'policy'), lines.map((line) => `${line}\n`).join(''));

  it.each(['r', 'log'])('lists witnesses that nobody vouches for as unknown: %s', async (what) => {
    const { code, out } = await verify([what]);
    expect(code).toBe(0);
    expect(out).toContain('unknown     signature by w1.example+');
    expect(out).toContain('signature by w2.example+');
  });

  it.each(['r', 'log'])(
    'checks the cosignatures of the policy, and says when each witness signed: %s',
    async (what) => {
      await policy(`witness one ${ONE}`, `witness two ${TWO}`, 'group both all one two', 'quorum both');
      const { code, out } = await verify([what, '--policy', 'policy']);
      expect(code).toBe(0);
      expect(out).toContain('one at 2026-09-21T14:13:21.000Z, two at 2026-09-21T14:13:21.000Z, enough for policy');
      expect(out).not.toContain('unknown');
    },
  );

  it('exits 6 where the quorum is not reached', async () => {
    const other = formatVerifierKey(makeSigner('cosignature-ed25519', 'w3.example').key);
    await policy(`witness one ${ONE}`, `witness three ${other}`, 'group both all one three', 'quorum both');
    const { code, err } = await verify(['r', '--policy', 'policy']);
    expect(code).toBe(6);
    expect(err).toContain('only one cosigned');
  });

  it('exits 6 where a witness of the policy signed something else, even if others are enough', async () => {
    const text = Buffer.from(cosigned.files.get('checkpoint') ?? '').toString();
    const foreign = await makeLog(11, { signers, cosigners: [classic] });
    const line = (note: string): string => note.split('\n').find((each) => each.includes('w1.example')) ?? '';
    const wrong = text.replace(line(text), line(Buffer.from(foreign.files.get('checkpoint') ?? '').toString()));
    await writeFile(join(cwd, 'log', 'checkpoint'), wrong);
    await policy(`witness one ${ONE}`, `witness two ${TWO}`, 'quorum two');
    const { code, err } = await verify(['log', '--policy', 'policy']);
    expect(code).toBe(6);
    expect(err).toContain('w1.example');
  });

  it("takes the log's keys from the policy too", async () => {
    await policy(...cosigned.vkeys.map((vkey) => `log ${vkey}`), 'quorum none');
    const { code, out } = await verify(['log', '--policy', 'policy'], []);
    expect(code).toBe(0);
    expect(out).toContain('from policy');
  });

  it('exits 2 for a policy that cannot be read', async () => {
    expect((await verify(['r', '--policy', 'policy'])).code).toBe(2);
    await policy('nonsense');
    expect((await verify(['r', '--policy', 'policy'])).code).toBe(2);
  });
});

describe('simpul audit verify, several logs', () => {
  let next: FakeLog;
  let server: LogServer;
  const NEXT = 'bus.example/audit/log/next';

  beforeEach(async () => {
    next = await makeLog(5, { origin: NEXT, follows: bodyOf(log) });
    server = await startLogServer(log, 'first');
    server.logs.set('next', next);
    server.closed.add('first');
  });
  afterEach(() => server.close());
  const verifyBus = (): Promise<Outcome> => verify([server.url], keysOf(log, next));

  it('verifies all logs of a bus, and that the first ended where the next says', async () => {
    const { code, out } = await verifyBus();
    expect(code).toBe(0);
    expect(out).toContain(`${ORIGIN}, which ended where its first entry says`);
    expect(out).toContain('300 entries');
    expect(out).toContain('5 entries');
  });

  it('verifies a folder of logs in the same way', async () => {
    await writeLog(join(cwd, 'copies', 'first'), log.files);
    await writeLog(join(cwd, 'copies', 'next'), next.files);
    const { code, out } = await verify(['copies', '--json'], keysOf(log, next));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      kind: 'logs',
      logs: [
        { name: 'next', follows: ORIGIN, linked: true },
        { name: 'first', linked: false },
      ],
    });
  });

  it.each([
    ['another end', () => makeLog(299, { signers }), `ended at size 299`],
    ['another history', () => makeLog(300, { signers, rewritten: [7] }), 'two histories'],
  ])('exits 6 where the next log names %s', async (_, make, reason) => {
    next = await makeLog(5, { origin: NEXT, follows: bodyOf(await make()) });
    server.logs.set('next', next);
    const { code, err } = await verifyBus();
    expect(code).toBe(6);
    expect(err).toContain(reason);
  });

  it('exits 6 where no log follows a closed one, or a leaf shard.open names nothing', async () => {
    next = await makeLog(5, { origin: NEXT });
    server.logs.set('next', next);
    expect((await verifyBus()).err).toContain('no other log names its last checkpoint');
    next = await makeLog(5, { origin: NEXT, follows: 'nonsense' });
    server.logs.set('next', next);
    expect((await verifyBus()).err).toContain('names no checkpoint of the log before');
    expect((await verifyBus()).code).toBe(6);
  });

  it('exits 6 at once where the log says of itself that it is not whole, in its own words', async () => {
    const title = 'The stored log is not whole: leaves 256 to 299 of first are missing';
    const body = JSON.stringify({ code: 'SIMPUL_AUDIT_INTEGRITY', title, status: 500 });
    const isLost = (path: string): boolean => path === 'tile/entries/001.p/44';
    server.before = (_, path) => (isLost(path) ? { status: 500, body } : undefined);
    const { code, err } = await verifyBus();
    expect([code, err]).toEqual([6, expect.stringContaining(title)]);
    expect(server.requests.filter(({ target }) => target.endsWith('tile/entries/001.p/44'))).toHaveLength(1);
  });

  it('verifies a log of others that is not below /audit/log', async () => {
    server.before = ({ target }) => {
      const body = log.files.get(target.slice(1));
      return body === undefined ? { status: 404 } : { status: 200, body };
    };
    const { code, out } = await verify([server.url]);
    expect(code).toBe(0);
    expect(out).toContain(toBase64(log.root));
  });
});
