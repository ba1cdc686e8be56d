import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditFile } from '@simpul/contracts';
import {
  CompactRange,
  proveConsistency,
  proveInclusion,
  toBase64,
  TlogError,
  verifyConsistency,
  verifyInclusion,
  verifyReceipt,
} from '@simpul/tlog';
import fc from 'fast-check';
import { sha256 } from '../src/domain/sha256.ts';
import { AUDITOR, type AuditUnderTest, removeFolder, startAudit, verifySignature } from './audit-under-test.ts';
import { CONSUMER, PROVIDER, sampleId, sampleSideCar, sent, STRANGER } from './sample-leaves.ts';
import { describeOnBothStores } from './shared-database.ts';
import { readServedLog } from './served-log.ts';

type Served = Awaited<ReturnType<typeof readServedLog>>;

describeOnBothStores('a served log', (address) => {
  let audit: AuditUnderTest;
  let empty: Served;
  let first: Served;
  let second: Served;

  beforeAll(async () => {
    audit = await startAudit({ shared: address() });
    empty = await readServedLog(audit);
    await audit.append(Array.from({ length: 100 }, (_, n) => sent(n)));
    await audit.receipt(sampleId(99));
    first = await readServedLog(audit);
    for (let call = 0; call < 3; call += 1) {
      await audit.append(Array.from({ length: 200 }, (_, n) => sent(100 + call * 200 + n)));
    }
    await audit.receipt(sampleId(699));
    second = await readServedLog(audit);
  });
  afterAll(async () => {
    await audit.stop();
    await removeFolder(audit.folder);
  });

  it('begins with a signed checkpoint of nothing', () => {
    expect(empty.checkpoint.size).toBe(0);
    expect(toBase64(empty.checkpoint.root)).toBe('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');
  });

  it('is signed with Ed25519 and ML-DSA-44 under its origin', async () => {
    const { name } = await audit.verification();
    expect(name).toMatch(/^ID-LA-\d{4}h[12]-[0-9a-f]{8}$/);
    expect(second.checkpoint.origin).toBe(`bus.lampung.example:8443/audit/log/${name}`);
    expect(second.verifiedBy.map(({ key }) => key.algorithm)).toEqual(['ed25519', 'ml-dsa-44']);
  });

  it('has the root of its served entries', () => {
    const range = new CompactRange(sha256);
    for (const hash of second.leafHashes) range.append(hash);
    expect(range.size).toBe(700);
    expect(range.root()).toEqual(second.checkpoint.root);
  });

  it('proves every leaf from its served tiles', async () => {
    const { hashAt, checkpoint, leafHashes } = second;
    for (const [index, leafHash] of leafHashes.entries()) {
      const proof = await proveInclusion(sha256, { index, size: checkpoint.size, hashAt });
      verifyInclusion(sha256, { index, size: checkpoint.size, leafHash, root: checkpoint.root }, proof);
    }
    expect(leafHashes).toHaveLength(700);
  });

  it('extends each earlier checkpoint', async () => {
    const { size: size2, root: root2 } = second.checkpoint;
    const { size: size1, root: root1 } = first.checkpoint;
    const proof = await proveConsistency(sha256, { size1, size2, hashAt: second.hashAt });
    verifyConsistency(sha256, { size1, size2, root1, root2 }, proof);
    expect(size1).toBe(100);
  });

  it('keeps time in order and the leaves in the order of their source', () => {
    const leaves = second.entries.map(
      (entry) => JSON.parse(Buffer.from(entry).toString()) as { at: number; id: string },
    );
    expect(leaves.map(({ id }) => id)).toEqual(leaves.map((_, n) => sampleId(n)));
    expect(leaves.map(({ at }) => at)).toEqual(leaves.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  it('serves a tile at every width that it has, as a prefix, and none beyond', async () => {
    const wide = await audit.file('tile/0/002.p/188');
    expect(wide).toHaveLength(188 * 32);
    expect(await audit.file('tile/0/002.p/7')).toEqual(wide?.slice(0, 7 * 32));
    expect(await audit.file('tile/0/000.p/9')).toEqual((await audit.file('tile/0/000'))?.slice(0, 9 * 32));
    expect(await audit.file('tile/1/000.p/2')).toHaveLength(64);
    for (const path of ['tile/0/002.p/189', 'tile/0/002', 'tile/0/003.p/1', 'tile/1/000.p/3', 'tile/entries/003.p/1']) {
      expect(await audit.file(path)).toBeUndefined();
    }
  });

  it.each(['', 'tile/0/0', 'tile/00/000', 'tile/64/000', 'tile/0/000.p/0', 'tile/0/000.p/256', 'tile/0/x000/000'])(
    'has no file "%s"',
    async (path) => {
      expect(await audit.file(path)).toBeUndefined();
    },
  );

  it('says which files never change, and what they are', async () => {
    const { name: log } = await audit.verification();
    const ask = async (path: string) => {
      const { contentType, immutable } = await audit.gateway.call(auditFile, { log, path });
      return { contentType, immutable };
    };
    expect(await ask('checkpoint')).toEqual({ contentType: 'text/plain; charset=utf-8', immutable: false });
    expect(await ask('tile/0/000')).toEqual({ contentType: 'application/octet-stream', immutable: true });
    expect(await ask('tile/entries/000')).toMatchObject({ immutable: true });
    expect(await ask('tile/0/002.p/7')).toMatchObject({ immutable: true });
  });

  it('is silent about a log of another name', async () => {
    const { body } = await audit.gateway.call(auditFile, { log: 'another', path: 'checkpoint' });
    expect(body).toBeUndefined();
  });

  it('names its policy by its Ed25519 key', async () => {
    const { name, policy, verifierKeys } = await audit.verification();
    const url = `https://bus.lampung.example:8443/audit/log/${name}`;
    expect(policy).toBe(`log ${verifierKeys[0]} ${url}\nquorum none\n`);
  });

  describe('a receipt', () => {
    async function check(receipt: string) {
      const { verifierKeys: vkeys } = await audit.verification();
      return verifyReceipt(receipt, { hash: sha256, verify: verifySignature, vkeys });
    }

    it('verifies, and opens what its asker may know', async () => {
      const salted = async (asker: Parameters<AuditUnderTest['receipt']>[1]) =>
        Object.keys((await check(await audit.receipt(sampleId(300), asker))).salts);
      expect(await check(await audit.receipt(sampleId(300)))).toMatchObject({
        index: 300,
        leaf: { id: sampleId(300) },
      });
      expect(await salted(AUDITOR)).toEqual(['request', 'response', 'user']);
      expect(await salted({ id: CONSUMER, auditor: false })).toEqual(['request', 'response', 'user']);
      expect(await salted({ id: PROVIDER, auditor: false })).toEqual(['request', 'response']);
    });

    it('carries the salt that the source gave', async () => {
      const { salts } = await check(await audit.receipt(sampleId(300)));
      expect(Buffer.from(salts['request'] ?? []).toString('base64url')).toBe(sampleSideCar().request);
    });

    it('is not for strangers', async () => {
      const asked = audit.receipt(sampleId(300), { id: STRANGER, auditor: false });
      await expect(asked).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_RECORD_UNKNOWN' });
    });

    it('fails with any flipped bit, or says less than before', async () => {
      const text = await audit.receipt(sampleId(300));
      const whole = await check(text);
      const receipt = Buffer.from(text);
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: receipt.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
          const flipped = Buffer.from(receipt);
          flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << bit), at);
          const outcome = await check(flipped.toString()).catch((error: unknown) => error);
          if (outcome instanceof TlogError) return;
          // Salts are bound only to the digests that they open, and a signature by an unknown key is passed over (C2SP).
          const { salts, verifiedKeys, ...bound } = outcome as typeof whole;
          const { salts: allSalts, verifiedKeys: allKeys, ...rest } = whole;
          expect(bound).toEqual(rest);
          expect({ salts, verifiedKeys }).not.toEqual({ salts: allSalts, verifiedKeys: allKeys });
        }),
        { numRuns: 500 },
      );
    });
  });
});
