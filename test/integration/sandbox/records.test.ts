import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Leaf } from '@simpul/contracts';
import { verifyReceipt, type VerifySignature } from '@simpul/tlog';
import { createPublicKey, hash, verify } from 'node:crypto';
import { request } from 'undici';
import { eventually } from './eventually.ts';
import { checkpointSize, logAddress, readPublicLog } from './public-log.ts';
import { OPEN_CONSUMER, type SandboxBus, SERVICES, startSandboxBus } from './sandbox-bus.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

const CONSUMER = 'GOV/1871-DISDUKCAPIL/siak';
const PROVIDER = 'GOV/1871-DPMPTSP/sicantik';
const THIRD = 'GOV/18-BAPPEDA/satu-data';
/** Looks at records in one test alone. */
const LOOKER = 'GOV/18-BKD/simpeg';
/** DER of an Ed25519 public key before its 32 bytes (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

let bus: SandboxBus;
beforeAll(async () => {
  bus = await startSandboxBus();
});
afterAll(() => bus.stop());

const idOf = ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string =>
  String(headers['x-road-request-id']);

async function exchange(): Promise<string> {
  const answer = await bus.call(CONSUMER, SERVICES.permits, '/permits/123');
  expect(answer.status).toBe(200);
  return idOf(answer);
}

/** The receipt once a checkpoint covers it. */
function receipt(asker: string, id: string): Promise<string> {
  return eventually(async () => {
    const { status, text, headers } = await bus.api(asker, `/audit/v1/receipts/${id}`);
    if (status === 200) return text;
    expect([status, headers['retry-after']]).toEqual([202, '1']);
    return undefined;
  });
}

interface Found {
  readonly records: readonly { readonly leaf: Leaf; readonly receipt: string }[];
  readonly next?: string;
}

async function records(asker: string, query: string): Promise<Found> {
  const { status, text } = await bus.api(asker, `/audit/v1/records${query}`);
  expect([status, text]).toEqual([200, expect.any(String)]);
  return JSON.parse(text) as Found;
}

async function verifierKey(): Promise<string> {
  const answer = await request(`${bus.url}/audit/v1/verification`);
  const { logs } = (await answer.body.json()) as { logs: { verifierKeys: string[] }[] };
  return logs[0]?.verifierKeys[0] ?? '';
}

const verifyEd25519: VerifySignature = ({ publicKey, message, signature }) =>
  verify(
    null,
    message,
    createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' }),
    signature,
  );

describe('the log', () => {
  it('says how it is verified', async () => {
    const answer = await request(`${bus.url}/audit/v1/verification`);
    expect(await answer.body.json()).toMatchObject({
      logs: [
        {
          origin: expect.stringMatching(`^${new URL(bus.url).host}/audit/log/ID-LA-\\d{4}h[12]-[0-9a-f]{8}$`),
          verifierKeys: expect.arrayContaining([expect.stringMatching(/^[^+]+\+[0-9a-f]{8}\+A[Q-Za-f]/)]),
          state: 'open',
        },
      ],
      leafSchema: expect.objectContaining({ type: 'object' }),
    });
  });

  it('has a new checkpoint soon after there is something new', async () => {
    const address = await logAddress(bus.url);
    const before = await checkpointSize(address);
    const id = await exchange();
    // Each second while there is something new; more is the machine's, not the bus's.
    const size = await eventually(async () => {
      const { size: now, leaves } = await readPublicLog(bus.url);
      return leaves.some((leaf) => leaf.id === id) ? now : undefined;
    }, 5000);
    expect(size).toBeGreaterThan(before);
  });
});

describe('a receipt', () => {
  it('proves the exchange to consumer, provider and auditor, and to nobody else', async () => {
    const id = await exchange();
    const vkey = await verifierKey();
    for (const asker of [CONSUMER, PROVIDER, 'auditor']) {
      const checked = await verifyReceipt(await receipt(asker, id), {
        hash: (data) => hash('sha256', data, 'buffer'),
        verify: verifyEd25519,
        vkeys: [vkey],
      });
      expect(checked.leaf).toMatchObject({ id, type: 'exchange.closed', outcome: 'ok' });
      expect(checked.verifiedKeys).toEqual([vkey]);
    }
    const refused = await bus.api(THIRD, `/audit/v1/receipts/${id}`);
    expect([refused.status, refused.text]).toEqual([404, expect.stringContaining('SIMPUL_AUDIT_RECORD_UNKNOWN')]);
    const unsigned = await request(`${bus.url}/audit/v1/receipts/${id}`);
    expect([unsigned.statusCode, await unsigned.body.text()]).toEqual([
      401,
      expect.stringContaining('SIMPUL_AUTH_TOKEN_MISSING'),
    ]);
  });

  it('of an open link is given to its X-Road-Client', async () => {
    const id = idOf(await bus.openCall(SERVICES.permits, '/permits/123'));
    const headers = { 'x-road-client': `ID-LA/${OPEN_CONSUMER}` };
    const text = await eventually(async () => {
      const answer = await request(`${bus.url}/audit/v1/receipts/${id}`, { headers });
      const body = await answer.body.text();
      return answer.statusCode === 200 ? body : undefined;
    });
    expect(text).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
  });

  it('of a refusal is there too, with its reason', async () => {
    const answer = await bus.call('GOV/1802-DISDUKCAPIL/siak', SERVICES.permits, '/permits/123');
    await receipt('GOV/1802-DISDUKCAPIL/siak', idOf(answer));
    const { records: found } = await records('auditor', `?exchangeId=${idOf(answer)}`);
    expect(found.map(({ leaf }) => leaf)).toEqual([
      expect.objectContaining({
        type: 'exchange.denied',
        outcome: 'refused',
        error: 'SIMPUL_ACCESS_AGREEMENT_SUSPENDED',
        consumer: 'ID-LA/GOV/1802-DISDUKCAPIL/siak',
      }),
    ]);
  });
});

describe('a trace', () => {
  it('passes on to the provider, and stands in the leaf, where nothing exports it', async () => {
    const traceId = '5f0c1d7e9ab34c2d8e6f7a1b2c3d4e5f';
    const ask = async (headers: Record<string, string>) => {
      const id = idOf(await bus.call(CONSUMER, SERVICES.permits, '/permits/123', { headers }));
      const seen = bus.recorded.find(({ headers: seenHeaders }) => seenHeaders['x-road-request-id'] === id);
      const [, trace = '', parent = ''] = String(seen?.headers['traceparent']).split('-');
      const { records: found } = await records('auditor', `?exchangeId=${id}`);
      expect(found.map(({ leaf }) => leaf.trace)).toEqual([trace]);
      return { trace, parent };
    };
    const continued = await ask({ traceparent: `00-${traceId}-1a2b3c4d5e6f7081-01` });
    // Unchanged: a bus that records no span of its own must not stand between those who do.
    expect(continued).toEqual({ trace: traceId, parent: '1a2b3c4d5e6f7081' });
    expect(await ask({})).toEqual({
      trace: expect.stringMatching(/^[0-9a-f]{32}$/),
      parent: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });
});

describe('records', () => {
  it('show a subsystem its own exchanges, on either side, and an auditor all', async () => {
    const id = await exchange();
    for (const asker of [CONSUMER, PROVIDER, 'auditor']) {
      const { records: found } = await records(asker, `?exchangeId=${id}`);
      expect(found.map(({ leaf }) => leaf.id)).toEqual([id]);
      expect(found[0]?.receipt).toBe(`${bus.url}/audit/v1/receipts/${id}`);
    }
    expect(await records(THIRD, `?exchangeId=${id}`)).toMatchObject({ records: [] });
    expect(await records(THIRD, `?consumer=ID-LA/${CONSUMER}`)).toMatchObject({ records: [] });
    const own = await records(CONSUMER, '?limit=1000');
    const parties = own.records.map(({ leaf }) => [leaf.consumer, leaf.provider]);
    expect(parties.every((pair) => pair.some((party) => party?.startsWith(`ID-LA/${CONSUMER}`)))).toBe(true);
    const all = await records('auditor', '?limit=1000');
    expect(new Set(all.records.map(({ leaf }) => leaf.consumer)).size).toBeGreaterThan(1);
  });

  it('are found by their members and come in pages', async () => {
    const xRoadId = 'surat-tugas-7731';
    const answer = await bus.call(CONSUMER, SERVICES.permits, '/permits/123', { headers: { 'x-road-id': xRoadId } });
    const found = await records('auditor', `?xRoadId=${xRoadId}`);
    expect(found.records.map(({ leaf }) => leaf.id)).toEqual([idOf(answer)]);
    const all = await records('auditor', `?service=ID-LA/${SERVICES.permits}&outcome=ok&limit=1000`);
    const ids: string[] = [];
    for (let cursor = ''; ;) {
      const page = await records('auditor', `?service=ID-LA/${SERVICES.permits}&outcome=ok&limit=2${cursor}`);
      ids.push(...page.records.map(({ leaf }) => leaf.id));
      if (page.next === undefined) break;
      cursor = `&cursor=${encodeURIComponent(page.next)}`;
    }
    expect(ids).toEqual(all.records.map(({ leaf }) => leaf.id));
    expect(ids.length).toBeGreaterThan(2);
  });

  it('leave a leaf of each look', async () => {
    const looks = async () =>
      (await readPublicLog(bus.url)).leaves.filter(
        ({ type, actor }) => type === 'audit.search' && actor === `ID-LA/${LOOKER}`,
      );
    expect(await looks()).toEqual([]);
    await records(LOOKER, '?limit=1');
    await records(LOOKER, '?limit=1');
    const id = await exchange();
    // Whatever was appended before this exchange is in the log when it is.
    await receipt(CONSUMER, id);
    expect(await looks()).toHaveLength(2);
  });
});
