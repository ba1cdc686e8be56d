import { afterAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { request } from 'undici';
import { until } from '../support/until.ts';
import { append, receiptOf } from './support/append.ts';
import { seenAt } from './support/base-log.ts';
import { checkAfter, idsOf } from './support/check-log.ts';
import { createSource, type WireLeaf } from './support/source.ts';
import { type LogServer, startLogServer } from './support/start-log-server.ts';

const TIMES = 100;
const WITHIN_MS = 30_000;
const folder = temporaryFolder();
afterAll(() => folder.remove());

interface Repetition {
  /** Deliveries under way at once; each lane sends one after the other. */
  readonly lanes: number;
  /** Told of each delivery that was acknowledged. */
  readonly onAcknowledged?: () => void;
}

/** Sends the same leaves a hundred times. @returns the code of each delivery that was not acknowledged whole */
async function sendRepeatedly(
  server: LogServer,
  leaves: readonly WireLeaf[],
  { lanes, onAcknowledged = () => undefined }: Repetition,
): Promise<(string | undefined)[]> {
  const failed: (string | undefined)[] = [];
  const runs = Array.from({ length: lanes }, async () => {
    for (let sent = 0; sent < TIMES / lanes; sent += 1) {
      const { acknowledged, code } = await append(server, leaves);
      if (acknowledged.length === leaves.length) onAcknowledged();
      else failed.push(code);
    }
  });
  await Promise.all(runs);
  return failed;
}

async function placeOf(server: LogServer, id: string): Promise<number> {
  return (await until(`the receipt of ${id}`, WITHIN_MS, () => receiptOf(server, id))).index;
}

describe('a leaf that comes again', () => {
  it('fault 9: delivered a hundred times at once, across a kill and a stop, it is one leaf in one place', async () => {
    const where = `${folder.path}/repeats`;
    const leaves = createSource('edge-1').next(3);
    const ids = leaves.map(({ id }) => id);
    const first = await startLogServer({ folder: where });
    let killed: Promise<void> | undefined;
    const onAcknowledged = (): void => {
      killed ??= first.kill();
    };
    const cut = await sendRepeatedly(first, leaves, { lanes: 10, onAcknowledged });
    await killed;
    // At least one was acknowledged and others were not, or this would not be a kill between deliveries.
    expect(cut.length).toBeGreaterThan(0);
    expect(cut.length).toBeLessThan(TIMES);

    const second = await startLogServer({ folder: where });
    const places = await Promise.all(ids.map((id) => placeOf(second, id)));
    const receipt = await receiptOf(second, ids[0] ?? '');
    const seen = [await seenAt(second)];
    expect(await sendRepeatedly(second, leaves, { lanes: TIMES })).toEqual([]);
    // Nothing was added, so nothing was signed: the receipt is the same to the byte.
    expect(await receiptOf(second, ids[0] ?? '')).toEqual(receipt);
    await second.stop();

    const third = await startLogServer({ folder: where });
    expect(await sendRepeatedly(third, leaves, { lanes: TIMES })).toEqual([]);
    expect(await Promise.all(ids.map((id) => placeOf(third, id)))).toEqual(places);
    const log = await checkAfter({ server: third, folder: where, acknowledged: ids, seen });
    expect(idsOf(log)).toEqual(ids);
    await third.stop();
  });

  it('fault 10: with other content it is superseded: the first stays, now and after a restart, and a finding names it', async () => {
    const where = `${folder.path}/others`;
    const source = createSource('edge-1');
    const [original, ...others] = source.next(4);
    if (original === undefined) throw new Error('no leaf');
    const { id } = original;
    const other = source.same(id, { outcome: 'failed' });
    const server = await startLogServer({ folder: where });
    expect((await append(server, [original])).acknowledged).toEqual([id]);
    const superseded = { acknowledged: [], superseded: [id], code: undefined };
    expect(await append(server, [other])).toEqual(superseded);
    // Among others it does not keep them from being stored, and within one call the first is the first.
    const [fresh, ...rest] = others;
    if (fresh === undefined) throw new Error('no leaf');
    const late = source.same(fresh.id, { ms: 99 });
    expect(await append(server, [other, fresh, late, ...rest])).toEqual({
      acknowledged: others.map((leaf) => leaf.id),
      superseded: [id, fresh.id],
      code: undefined,
    });
    // As a gateway does: it says which leaf of its chain the log holds another of.
    expect((await append(server, [source.note(`superseded 0 ${id}`)])).code).toBeUndefined();
    const found = await until('the finding', WITHIN_MS, () => findingOf(server));
    expect(found.detail).toContain(id);
    await server.stop();

    const again = await startLogServer({ folder: where });
    expect(await append(again, [other])).toEqual(superseded);
    const all = [original, ...others];
    const log = await checkAfter({
      server: again,
      folder: where,
      acknowledged: all.map((leaf) => leaf.id),
      seen: [],
    });
    expect(all.map((leaf) => storedAs(log.leaves, leaf.id))).toEqual(all.map(({ leaf }) => parse(leaf)));
    await again.stop();
  });
});

async function findingOf({ url }: LogServer): Promise<{ detail: string } | undefined> {
  const response = await request(`${url}/audit/v1/findings?kind=superseded`);
  return ((await response.body.json()) as { findings: { detail: string }[] }).findings[0];
}

/** A leaf of the log as its source sent it, without what the log adds. */
function storedAs(leaves: readonly Buffer[], id: string): unknown {
  const found = leaves.map((leaf) => JSON.parse(leaf.toString()) as { id: string; at?: number });
  const { at, ...sent } = found.find((leaf) => leaf.id === id) ?? {};
  return at === undefined ? undefined : sent;
}

function parse(leaf: string): unknown {
  return JSON.parse(Buffer.from(leaf, 'base64').toString());
}
