import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Asker, auditRecords, type RecordFilter } from '@simpul/contracts';
import { AUDITOR, type AuditUnderTest, removeFolder, startAudit } from './audit-under-test.ts';
import { CONSUMER, PROVIDER, sampleId, sampleSideCar, sent, SERVICE, STRANGER } from './sample-leaves.ts';
import { describeOnBothStores } from './shared-database.ts';

interface Look {
  readonly filter?: RecordFilter;
  readonly limit?: number;
  readonly cursor?: string;
  readonly asker?: Asker;
}

describeOnBothStores('audit.records', (address) => {
  let audit: AuditUnderTest;
  beforeAll(async () => {
    audit = await startAudit({ shared: address() });
    const commitment = 'w4Wq3UbxKXQ3xhk3NnQpJ3XQ0nTqJrN0b5cFz7kq5lE';
    await audit.append([
      sent(0),
      sent(1, { consumer: STRANGER, outcome: 'failed', error: 'SIMPUL_PROVIDER_TIMEOUT' }),
      sent(2, { xRoadId: '1f0c7f5e-plain' }),
      sent(
        3,
        { xRoadId: commitment },
        sampleSideCar({ xRoadId: { salt: sampleSideCar().request ?? '', value: 'X-77' } }),
      ),
      sent(4, { provider: `${STRANGER}/dokumen` }),
    ]);
  });
  afterAll(async () => {
    await audit.stop();
    await removeFolder(audit.folder);
  });

  function look({ filter = {}, limit = 100, cursor, asker = AUDITOR }: Look) {
    return audit.gateway.call(auditRecords, { filter, limit, asker, ...(cursor === undefined ? {} : { cursor }) });
  }
  async function found(options: Look): Promise<(number | string)[]> {
    const { records } = await look(options);
    return records.map(({ leaf, index }) => ((leaf as { type: string }).type === 'audit.search' ? 'look' : index));
  }

  it('answers newest first what was acknowledged before, each with its receipt', async () => {
    const { records, asOf, indexedTo } = await look({ filter: { consumer: CONSUMER } });
    expect(records.map(({ index }) => index)).toEqual([4, 3, 2, 0]);
    expect(records[0]).toMatchObject({
      leaf: { id: sampleId(4) },
      receipt: `https://bus.lampung.example:8443/audit/v1/receipts/${sampleId(4)}`,
    });
    expect(indexedTo).toBeGreaterThanOrEqual(asOf.size);
  });

  it.each<[string, RecordFilter, number[]]>([
    ['provider', { provider: PROVIDER }, [3, 2, 1, 0]],
    ['service', { service: SERVICE }, [3, 2, 1, 0]],
    ['outcome', { outcome: 'failed' }, [1]],
    ['plain xRoadId', { xRoadId: '1f0c7f5e-plain' }, [2]],
    ['committed xRoadId', { xRoadId: 'X-77' }, [3]],
    ['exchangeId', { exchangeId: sampleId(2) }, [2]],
    ['exchangeId that no other filter fits', { exchangeId: sampleId(2), outcome: 'failed' }, []],
    ['unknown exchangeId', { exchangeId: sampleId(99) }, []],
    ['time', { from: 1, to: 2 }, []],
    ['several at once', { consumer: CONSUMER, provider: PROVIDER, xRoadId: 'X-77' }, [3]],
  ])('finds by %s', async (_, filter, indexes) => {
    expect(await found({ filter })).toEqual(indexes);
  });

  it('shows a subsystem the exchanges that it took part in, and no others', async () => {
    expect(await found({ asker: { id: STRANGER, auditor: false } })).toEqual([4, 1]);
    expect(await found({ asker: { id: CONSUMER, auditor: false } })).toEqual([4, 3, 2, 0]);
    expect(await found({ asker: { id: 'ID-LA/GOV/18-SETDA', auditor: false } })).toEqual([]);
    const hidden = { filter: { exchangeId: sampleId(0) }, asker: { id: STRANGER, auditor: false } };
    expect(await found(hidden)).toEqual([]);
  });

  it('leaves a leaf of each look, chained, before it answers', async () => {
    const { asOf } = await look({ asker: { id: CONSUMER, auditor: false } });
    await look({});
    const { records } = await look({ limit: 2 });
    const [second, first] = records.map(({ leaf }) => leaf as { actor: string; src: { seq: number; prev: string } });
    expect([first?.actor, second?.actor]).toEqual([CONSUMER, AUDITOR.id]);
    expect(second?.src.seq).toBe((first?.src.seq ?? 0) + 1);
    expect(records[1]?.index).toBe(asOf.size);
  });

  it('pages one tree, whatever is appended meanwhile', async () => {
    const pages: number[][] = [];
    let cursor: string | undefined;
    const roots = new Set<string>();
    do {
      const filter = { consumer: CONSUMER, provider: PROVIDER };
      const page = await look({ filter, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      pages.push(page.records.map(({ index }) => index));
      roots.add(`${page.asOf.size} ${page.asOf.root}`);
      cursor = page.next;
      await audit.append([sent(50 + pages.length)]);
    } while (cursor !== undefined);
    expect(pages).toEqual([[3, 2], [0]]);
    expect(roots.size).toBe(1);
  });

  it('refuses a cursor with other filters, for another asker, or made up', async () => {
    const { next } = await look({ filter: { provider: PROVIDER }, limit: 1 });
    const code = 'SIMPUL_AUDIT_CURSOR_INVALID';
    const cursor = next ?? '';
    await expect(look({ cursor })).rejects.toMatchObject({ code });
    const asker = { id: CONSUMER, auditor: false };
    await expect(look({ filter: { provider: PROVIDER }, cursor, asker })).rejects.toMatchObject({ code });
    await expect(look({ filter: { provider: PROVIDER }, cursor: `${cursor}A` })).rejects.toMatchObject({ code });
    await expect(look({ cursor: 'abc' })).rejects.toMatchObject({ code });
  });
});
