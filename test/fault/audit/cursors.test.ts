import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { request } from 'undici';
import { leafHash, treeHash } from '../../log-checker/rfc6962.mjs';
import { append } from './support/append.ts';
import { checkAfter } from './support/check-log.ts';
import { createSource } from './support/source.ts';
import { type LogServer, startLogServer } from './support/start-log-server.ts';

interface Page {
  readonly records: readonly {
    readonly index: number;
    readonly leaf: { readonly id: string; readonly outcome?: string };
  }[];
  readonly next?: string;
  readonly asOf: { readonly log: string; readonly size: number; readonly root: string };
}

const LEAVES = 60;
const CALLS = 6;
const PAGE = 7;
const FILTER = { outcome: 'ok' };
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('fault 24: cursors that were tampered with', () => {
  const folder = temporaryFolder();
  const source = createSource('gerbang');
  const acknowledged: string[] = [];
  let server: LogServer;
  let first: Page;
  let cursor: string;

  beforeAll(async () => {
    server = await startLogServer({ folder: folder.path });
    for (let call = 0; call < CALLS; call += 1) await grow(LEAVES / CALLS);
    first = await page({});
    cursor = first.next ?? '';
  });

  afterAll(async () => {
    await server?.kill();
    folder.remove();
  });

  async function grow(count: number): Promise<void> {
    const { acknowledged: ids, code } = await append(server, source.next(count));
    expect([ids.length, code]).toEqual([count, undefined]);
    acknowledged.push(...ids);
  }

  async function ask(query: Readonly<Record<string, string>>): Promise<{ status: number; body: unknown }> {
    const search = new URLSearchParams({ limit: String(PAGE), ...query });
    const { statusCode, body } = await request(`${server.url}/audit/v1/records?${search.toString()}`);
    return { status: statusCode, body: await body.json() };
  }

  async function page(query: Readonly<Record<string, string>>): Promise<Page> {
    const { status, body } = await ask({ ...FILTER, ...query });
    expect(status).toBe(200);
    return body as Page;
  }

  const REFUSED = { status: 400, body: expect.objectContaining({ code: 'SIMPUL_AUDIT_CURSOR_INVALID' }) };

  it('fault 24: the pages of a listing are of one tree, whatever is appended and killed between them', async () => {
    const found = [...first.records];
    for (let next = first.next; next !== undefined;) {
      await grow(2);
      if (found.length > LEAVES / 2 && found.length <= LEAVES / 2 + PAGE) {
        await server.kill();
        server = await startLogServer({ folder: folder.path });
      }
      const more = await page({ cursor: next });
      expect(more.asOf).toEqual(first.asOf);
      found.push(...more.records);
      next = more.next;
    }
    expect(found.map(({ leaf }) => leaf.id)).toEqual(acknowledged.slice(0, LEAVES).toReversed());
    expect(found.map(({ index }) => index)).toEqual(Array.from(found.keys(), (place) => LEAVES - 1 - place));
  });

  it('fault 24: a cursor goes on with no other listing', async () => {
    expect(await ask({ cursor })).toEqual(REFUSED);
    expect(await ask({ outcome: 'failed', cursor })).toEqual(REFUSED);
    expect(await ask({ ...FILTER, consumer: 'ID-UJI/GOV/KONSUMEN/klien', cursor })).toEqual(REFUSED);
    expect(await ask({ ...FILTER, cursor })).toMatchObject({ status: 200 });
  });

  it('fault 24: a cursor that is cut, lengthened or of another alphabet is refused', async () => {
    const cut = Array.from({ length: 8 }, (_, n) => cursor.slice(0, -1 - n));
    const padded = [`${cursor}=`, `${cursor}A`, ` ${cursor}`, `${cursor}${cursor}`, `%00${cursor}`, 'A', '~'];
    for (const wrong of [...cut, ...padded]) expect(await ask({ ...FILTER, cursor: wrong })).toEqual(REFUSED);
  });

  it('fault 24: a cursor made for a place that the listing does not have is refused', async () => {
    const [version, digest, log, size, at, before] = JSON.parse(
      Buffer.from(cursor, 'base64url').toString(),
    ) as unknown[];
    const made = (...members: unknown[]) => ask({ ...FILTER, cursor: encode(members) });
    expect(await made(version, digest, log, size, at, before)).toMatchObject({ status: 200 });
    const { size: true_ } = first.asOf;
    const wrong: unknown[][] = [
      [version, digest, log, true_ + 1_000_000, at, before],
      // No batch ends there, so nothing was ever signed or shown of it.
      [version, digest, log, LEAVES / CALLS - 1, at, 3],
      [version, digest, log, size, at, size],
      [version, digest, log, size, at, -1],
      [version, digest, log, size, at, 1.5],
      [version, digest, log, size, at, 2 ** 53],
      [version, digest, log, String(size), at, before],
      [version, digest, `${String(log)}x`, size, at, before],
      [version, digest, log, size, 'ID-UJI-1999h1', before],
      [1, digest, log, size, at, before],
      [version, digest, log, size, at, before, 0],
      [version, digest, log, size, at],
      [],
    ];
    for (const members of wrong) expect([members, await made(...members)]).toEqual([members, REFUSED]);
    expect(await ask({ ...FILTER, cursor: Buffer.from('{}').toString('base64url') })).toEqual(REFUSED);
  });

  it('fault 24: a change of any one character is refused, or is a place in the same listing of a true tree', async () => {
    const trees = new Map<number, string>();
    let refused = 0;
    for (const [at, character] of cursor.split('').entries()) {
      const other = ALPHABET[(ALPHABET.indexOf(character) + 1) % ALPHABET.length] ?? '';
      const answer = await ask({ ...FILTER, cursor: `${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}` });
      if (answer.status !== 200) {
        expect(answer).toEqual(REFUSED);
        refused += 1;
        continue;
      }
      const { records, asOf } = answer.body as Page;
      trees.set(asOf.size, asOf.root);
      expect(records.filter(({ leaf, index }) => leaf.outcome !== FILTER.outcome || index >= asOf.size)).toEqual([]);
    }
    expect(refused).toBeGreaterThan(cursor.length / 2);
    const log = await checkAfter({ server, folder: folder.path, acknowledged, seen: [] });
    const hashes = log.leaves.map(leafHash);
    for (const [size, root] of [...trees, [first.asOf.size, first.asOf.root] as const])
      expect([size, root]).toEqual([size, treeHash(hashes.slice(0, size)).toString('base64')]);
  });
});

function encode(members: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(members)).toString('base64url');
}
