import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Asker,
  auditFindings,
  auditKnown,
  auditRecords,
  type Finding,
  type FindingFilter,
} from '@simpul/contracts';
import { HTTP } from '@simpul/errors';
import { joinFrames, LEAF_PREFIX, splitFrames } from '@simpul/store';
import { AUDITOR, type AuditUnderTest, eventually, removeFolder, startAudit } from '../audit-under-test.ts';
import { sender } from '../completeness/chains.ts';
import { sampleId } from '../sample-leaves.ts';

interface Listing {
  readonly filter?: FindingFilter;
  readonly limit?: number;
  readonly cursor?: string;
  readonly asker?: Asker;
}

const idOf = (leaf: Uint8Array): string => (JSON.parse(Buffer.from(leaf).toString()) as { id: string }).id;
const sentAs = (leaf: Uint8Array) => ({ id: idOf(leaf), leaf, sideCar: new Uint8Array() });

describe('audit.findings', () => {
  let audit: AuditUnderTest;

  function list({ filter = {}, limit = 100, cursor, asker = AUDITOR }: Listing = {}) {
    return audit.gateway.call(auditFindings, { filter, limit, asker, ...(cursor === undefined ? {} : { cursor }) });
  }
  /** Asks until there are so many. */
  const findings = (count: number, filter: FindingFilter = {}): Promise<Finding[]> =>
    eventually(async () => {
      const { findings: found } = await list({ filter });
      return found.length >= count ? found : undefined;
    });

  beforeAll(async () => {
    audit = await startAudit();
    const send = sender('edge-1', 'b');
    const leaves = Array.from({ length: 9 }, () => send({ time: Date.now() }));
    // Each has another one's number: a fork each, told of without a time of grace.
    const again = sender('edge-1', 'b');
    const others = Array.from({ length: 3 }, () => again({ time: Date.now(), ms: 1 }));
    await audit.append([...leaves, ...others].map(sentAs));
    await findings(3);
  });
  afterAll(async () => {
    await audit.stop();
    await removeFolder(audit.folder);
  });

  it('answers where, when and what, raised last first', async () => {
    const { name } = await audit.verification();
    const { findings: found } = await list();
    expect(found.map(({ index }) => index)).toEqual([11, 10, 9]);
    expect(found[2]).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      kind: 'source-fork',
      at: expect.any(Number),
      log: name,
      index: 9,
      source: 'edge-1/b',
      detail: 'another leaf has the number 0',
    });
  });

  it('goes on page by page, with the same filter', async () => {
    const first = await list({ limit: 2 });
    expect(first.findings.map(({ index }) => index)).toEqual([11, 10]);
    const { next = '' } = first;
    const second = await list({ limit: 2, cursor: next });
    expect([second.findings.map(({ index }) => index), second.next]).toEqual([[9], undefined]);
    await expect(list({ limit: 2, cursor: next, filter: { kind: 'integrity' } })).rejects.toMatchObject({
      code: 'SIMPUL_AUDIT_CURSOR_INVALID',
    });
    await expect(list({ cursor: 'x' })).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_CURSOR_INVALID' });
  });

  it('finds by kind and time', async () => {
    const at = (await list()).findings[0]?.at ?? 0;
    expect((await list({ filter: { kind: 'source-fork', from: at - 60_000, to: at } })).findings).toHaveLength(3);
    expect((await list({ filter: { kind: 'integrity' } })).findings).toEqual([]);
    expect((await list({ filter: { from: at + 60_000 } })).findings).toEqual([]);
  });

  it('is for auditors, and a look leaves a leaf', async () => {
    await expect(list({ asker: { id: 'a', auditor: false } })).rejects.toMatchObject({ code: HTTP.FORBIDDEN.code });
    await list({ asker: { id: 'who-looks', auditor: true } });
    const { records } = await audit.gateway.call(auditRecords, { filter: {}, limit: 5, asker: AUDITOR });
    expect(records[0]?.leaf).toMatchObject({ type: 'audit.search', actor: 'who-looks' });
  });

  it('tells which leaves the log holds', async () => {
    const [record] = (await audit.gateway.call(auditRecords, { filter: {}, limit: 1, asker: AUDITOR })).records;
    const { id } = (record?.leaf ?? {}) as { id: string };
    const ids = [sampleId(999_999), id];
    expect(await audit.exchange.call(auditKnown, { ids })).toEqual({ known: [id] });
  });

  it('tells of a row that was changed while the log was down', async () => {
    await eventually(async () => await audit.file('tile/0/000.p/9'));
    await audit.stop();
    const file = new DatabaseSync(audit.storeFile);
    file.exec('DROP TRIGGER batch_no_update');
    const { first, bundle } = file.prepare('SELECT first, bundle FROM batch ORDER BY first LIMIT 1').get() as {
      first: number;
      bundle: Uint8Array;
    };
    const leaves = splitFrames(bundle, LEAF_PREFIX).map((leaf) => Buffer.from(leaf));
    leaves[4] = Buffer.from(String(leaves[4]).replace('exchange.closed', 'exchange.denied'));
    file.prepare('UPDATE batch SET bundle = ? WHERE first = ?').run(joinFrames(leaves, LEAF_PREFIX), first);
    file.close();
    audit = await startAudit({ folder: audit.folder });
    const [finding] = await findings(1, { kind: 'integrity' });
    expect(finding).toMatchObject({ index: 4, detail: expect.stringContaining('leaf 4: changed') });
  });
});
