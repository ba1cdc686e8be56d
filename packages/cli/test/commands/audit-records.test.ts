import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeDataFolder, SIAK } from '../support/data-folder.ts';
import { EXCHANGE_ID, type FakeBus, startFakeBus } from '../support/fake-bus.ts';
import type { FakeAnswer } from '../support/fake-server.ts';
import { runIn } from '../support/fake-terminal.ts';

const AUDITOR = 'sandbox-auditor';
let bus: FakeBus;
let data: string;

beforeEach(async () => {
  bus = await startFakeBus();
  data = await makeDataFolder(bus);
  const logs = { status: 200, body: JSON.stringify({ logs: [{ origin: 'a/b', verifierKeys: ['a/b+1+k'] }] }) };
  bus.routes.set('GET /audit/v1/verification', () => logs);
});
afterEach(() => bus.server.close());

const record = (index: number, leaf: object = {}): object => ({
  log: 'ID-LA-2026h1',
  index,
  leaf: {
    id: EXCHANGE_ID,
    type: 'exchange.closed',
    at: 1_790_000_000_000 + Math.floor(index / 2),
    outcome: 'ok',
    ...leaf,
  },
  receipt: `http://bus.example:8080/audit/v1/receipts/${EXCHANGE_ID}`,
});
const page = (records: readonly object[], next?: string): FakeAnswer => ({
  status: 200,
  body: JSON.stringify({ records, next, asOf: { size: 9, root: '' }, indexedTo: 9 }),
});
const answerWith = (pages: FakeAnswer[]): string[] => {
  const targets: string[] = [];
  bus.routes.set('GET /audit/v1/records', ({ target }) => {
    targets.push(target);
    return pages.shift() ?? { status: 500 };
  });
  return targets;
};

describe('simpul audit tail', () => {
  it('prints the latest records, oldest first, as the auditor of the sandbox', async () => {
    const leaf = { consumer: SIAK, provider: 'ID-LA/GOV/A/b/c', op: 'GET /x', ms: 12 };
    const targets = answerWith([page([record(2, leaf), record(1, { ...leaf, outcome: 'failed' })])]);
    const { code, out } = await runIn(['audit', 'tail', '--limit', '2', '--data', data]);
    const [first, second] = out.split('\n');
    expect(code).toBe(0);
    expect(targets).toEqual(['/audit/v1/records?limit=2']);
    expect(first).toContain('failed');
    expect(second).toBe(
      `2026-09-21T14:13:20.001Z  exchange.closed  ok  ${SIAK} -> ID-LA/GOV/A/b/c  GET /x  12 ms  ${EXCHANGE_ID}`,
    );
    const [token] = bus.issuer.tokens.values();
    expect([token?.client, token?.form.get('scope')]).toEqual([AUDITOR, 'audit:read']);
  });

  it('follows across pages without a repeat or a gap, and leaves its own looks out', async () => {
    const own = record(5, { type: 'audit.search', actor: AUDITOR });
    const targets = answerWith([
      page([record(2), record(1)]),
      page([own, record(4)], 'older'),
      page([record(3), record(2)]),
      page([own]),
      page([record(6), own]),
    ]);
    const stop = new Error('enough');
    let looks = 0;
    const wait = (): void => {
      looks += 1;
      if (looks > 3) throw stop;
    };
    const { out, err } = await runIn(['audit', 'tail', '--follow', '--json', '--data', data], { wait });
    expect(err).toContain('enough');
    const shown = out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { index: number }).index);
    expect(shown).toEqual([1, 2, 3, 4, 6]);
    expect(targets.slice(1, 3)).toEqual([
      '/audit/v1/records?limit=1000&from=1790000000001',
      '/audit/v1/records?limit=1000&from=1790000000001&cursor=older',
    ]);
  });

  it.each(['0', '1001', 'x'])('exits 2 for --limit %s', async (limit) => {
    expect((await runIn(['audit', 'tail', '--limit', limit, '--data', data])).code).toBe(2);
  });

  it('exits 3 where the bus refuses', async () => {
    const body = JSON.stringify({
      code: 'SIMPUL_HTTP_FORBIDDEN',
      title: 'The token does not carry the scope audit:read',
    });
    bus.routes.set('GET /audit/v1/records', () => ({ status: 403, body }));
    const { code, err } = await runIn(['audit', 'tail', '--as', SIAK, '--data', data]);
    expect(code).toBe(3);
    expect(err).toBe('simpul: The token does not carry the scope audit:read (SIMPUL_HTTP_FORBIDDEN)\n');
  });
});

describe('simpul audit show', () => {
  it('prints every member of the records of one exchange', async () => {
    const targets = answerWith([page([record(7, { response: { status: 200, size: 2 } })])]);
    const { code, out } = await runIn(['audit', 'show', EXCHANGE_ID, '--data', data]);
    expect(code).toBe(0);
    expect(targets).toEqual([`/audit/v1/records?exchangeId=${EXCHANGE_ID}`]);
    expect(out).toContain('log         ID-LA-2026h1, entry 7\n');
    expect(out).toContain('response    {"status":200,"size":2}\n');
  });

  it('exits 3 for an exchange that the log does not know', async () => {
    answerWith([page([])]);
    const { code, err } = await runIn(['audit', 'show', EXCHANGE_ID, '--data', data, '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'SIMPUL_AUDIT_RECORD_UNKNOWN' } });
  });
});
