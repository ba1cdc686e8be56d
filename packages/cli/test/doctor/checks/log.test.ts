import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Finding as AuditFinding } from '@simpul/contracts';
import { type TemporaryFolder, temporaryFolder } from '@simpul/testing';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bus } from '../../../src/api/bus.ts';
import type { Session } from '../../../src/api/session.ts';
import { CLI } from '../../../src/errors.ts';
import { SimpulError } from '@simpul/errors';
import { checkLog } from '../../../src/doctor/checks/log.ts';
import type { Reached } from '../../../src/doctor/patient.ts';
import { type FakeLog, makeLog, makeSigners } from '../../support/fake-log.ts';
import { answering, codes, folderWith, makePatient, TERMINAL } from '../make-patient.ts';

/** When the fake log signs, milliseconds. */
const SIGNED = 1_790_000_000_000;
const MINUTE_MS = 60_000;
const LOG = 'ID-LA-2026h1-0a1b2c3d';
const signers = makeSigners();
let log: FakeLog;
let newer: FakeLog;
let folder: TemporaryFolder;

beforeAll(async () => {
  log = await makeLog(3, { signers });
  newer = await makeLog(5, { signers });
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

interface Shown {
  readonly minutes?: number;
  readonly unwitnessed?: FakeLog;
  readonly keys?: readonly string[];
  readonly mode?: string;
  readonly found?: readonly Partial<AuditFinding>[];
  readonly pins?: object;
}

async function look({ minutes = 1, unwitnessed = log, keys = log.vkeys, mode = 'sandbox', found, pins }: Shown) {
  const answers: Readonly<Record<string, unknown>> = {
    '/audit/v1/verification': {
      logs: [{ name: LOG, origin: log.origin, verifierKeys: keys, policy: 'quorum none\n', state: 'open' }],
    },
    [`/audit/log/${LOG}/checkpoint`]: log.files.get('checkpoint'),
    [`/audit/log/${LOG}/checkpoint.unwitnessed`]: unwitnessed.files.get('checkpoint'),
  };
  const send: Bus['http']['send'] = async ({ path }) => {
    const body = answers[path];
    return {
      status: body === undefined ? 404 : 200,
      headers: {},
      body: body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body ?? {})),
    };
  };
  const base = answering({ mode }) as Extract<Reached, { answers: true }>;
  const session = { bus: base.bus, sendForJson: async () => ({ findings: found }) } as unknown as Session;
  const signIn = () =>
    found === undefined
      ? Promise.reject(new SimpulError(CLI.USAGE, { params: { reason: 'no key' } }))
      : Promise.resolve(session);
  if (pins !== undefined) {
    mkdirSync(join(folder.path, 'credentials'), { recursive: true });
    writeFileSync(join(folder.path, 'credentials/log-keys.json'), JSON.stringify(pins));
  }
  return checkLog(
    makePatient({
      terminal: { ...TERMINAL, now: () => SIGNED + minutes * MINUTE_MS },
      reached: { ...base, bus: { ...base.bus, http: { send, close: async () => undefined } }, signIn },
      ...(pins === undefined ? {} : { folder: folderWith({ path: folder.path }) }),
    }),
  );
}

describe('the log', () => {
  it('lives while it is signed', async () => {
    expect(codes(await look({ found: [] }))).toEqual(['checkpoint-fresh', 'witnesses-none', 'findings-none']);
    expect(codes(await look({ minutes: 5 }))).toContain('checkpoint-fresh');
    expect(codes(await look({ minutes: 6 }))).toContain('checkpoint-old');
  });

  it('waits for its witnesses', async () => {
    const found = await look({ minutes: 6, unwitnessed: newer });
    expect(found[0]).toMatchObject({
      code: 'checkpoint-unwitnessed',
      what: `${LOG}: 2 entries are signed and wait for witnesses, since 6 minutes`,
    });
  });

  it('needs witnesses in production', async () => {
    expect(codes(await look({ mode: 'production' }))).toContain('witnesses-missing');
  });

  it('is not trusted under keys that did not sign it', async () => {
    const { vkeys } = await makeLog(1);
    expect(codes(await look({ keys: vkeys }))).toEqual(['log-unreadable']);
  });

  it('is shown with the keys that were seen before', async () => {
    const { vkeys } = await makeLog(1);
    expect(codes(await look({ pins: { [log.origin]: log.vkeys } }))).not.toContain('log-keys-changed');
    expect(codes(await look({ pins: { [log.origin]: vkeys } }))).toContain('log-keys-changed');
  });

  it('tells what it found amiss, by kind', async () => {
    const found = await look({
      found: [
        { kind: 'clock-skew', detail: 'a' },
        { kind: 'integrity', detail: 'b' },
        { kind: 'clock-skew', detail: 'c' },
      ],
    });
    expect(found.slice(2)).toMatchObject([
      { code: 'findings-some', what: '2 findings of kind clock-skew, last: a' },
      { code: 'findings-serious', what: '1 findings of kind integrity, last: b' },
    ]);
    expect(codes(await look({}))).toContain('findings-hidden');
  });

  it('was last signed as its memory says, where no bus answers', async () => {
    const file = { path: 'keys/audit-2027h1/signed.json', isFolder: false, mode: 0o600, uid: 0, mtimeMs: SIGNED };
    const found = await checkLog(makePatient({ folder: folderWith({ files: [file] }) }));
    expect(found).toMatchObject([{ code: 'log-last-signed' }]);
    expect(found[0]?.what).toContain(new Date(SIGNED).toISOString());
    expect(codes(await checkLog(makePatient()))).toEqual(['log-not-asked']);
  });
});
