import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Asker, auditFile } from '@simpul/contracts';
import { openSqliteLogStore } from '@simpul/store';
import { decodeEntryBundle, decodeText } from '@simpul/tlog';
import { AUDITOR, type AuditUnderTest, removeFolder, startAudit } from '../audit-under-test.ts';
import { CONSUMER, sampleId, sent } from '../sample-leaves.ts';

const ENTRIES = 'tile/entries/000.p/2';
let audit: AuditUnderTest;
let log: string;

beforeAll(async () => {
  audit = await startAudit({ mode: 'production' });
  await audit.append([sent(0), sent(1)]);
  await audit.receipt(sampleId(1));
  log = (await audit.verification()).name;
});
afterAll(async () => {
  await audit.stop();
  await removeFolder(audit.folder);
});

const view = (path: string, asker?: Asker) =>
  audit.gateway.call(auditFile, { log, path, ...(asker === undefined ? {} : { asker }) });

describe('in production', () => {
  it.each([[undefined], [{ id: CONSUMER, auditor: false }]])('entries are not for %j', async (asker) => {
    await expect(view(ENTRIES, asker)).rejects.toMatchObject({ code: 'SIMPUL_HTTP_FORBIDDEN' });
  });

  it.each(['checkpoint', 'checkpoint.unwitnessed', 'tile/0/000.p/2'])('%s is for everybody', async (path) => {
    expect((await view(path)).body).toBeDefined();
  });

  it('each look at entries is a leaf before its answer leaves', async () => {
    for (const expected of [3, 4]) {
      const { body } = await view(ENTRIES, AUDITOR);
      expect(decodeEntryBundle(body ?? new Uint8Array())).toHaveLength(2);
      await expect(tailLeaf(expected)).resolves.toMatchObject({
        type: 'audit.view',
        actor: AUDITOR.id,
        op: `GET /audit/log/${log}/${ENTRIES}`,
      });
    }
  });

  it('a bundle that there is not leaves no leaf', async () => {
    expect((await view('tile/entries/009', AUDITOR)).body).toBeUndefined();
  });
});

/** The last leaf of a log of this size, read from its file. */
async function tailLeaf(size: number): Promise<unknown> {
  const store = openSqliteLogStore({ file: audit.storeFile, readOnly: true });
  const tail = await store.tail();
  const [leaf = new Uint8Array()] = await store.entries(size - 1, 1);
  await store.close();
  expect(tail?.size).toBe(size);
  return JSON.parse(decodeText(leaf));
}
