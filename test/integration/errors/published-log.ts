import type { Leaf } from '@simpul/contracts';
import { decodeEntryBundle, formatTilePath, parseCheckpointBody, TILE_WIDTH } from '@simpul/tlog';
import { road } from './region-file.ts';
import { until, type World } from './world.ts';

/**
 * All leaves of exchanges, by their ids, read from the public tiles once everything that was begun before is in them: leaves
 * of one source come in order, so that of a last exchange comes after all others.
 */
export async function publishedLeaves(world: World): Promise<ReadonlyMap<string, readonly Leaf[]>> {
  const last = await world.call(road('echo'));
  if (last.status !== 200) throw new Error(`the last exchange failed: ${last.text}`);
  let leaves: ReadonlyMap<string, readonly Leaf[]> = new Map();
  await until(async () => (leaves = await readLeaves(world.bus.url)).has(last.id), 'the log is published');
  return leaves;
}

async function readLeaves(url: string): Promise<ReadonlyMap<string, readonly Leaf[]>> {
  const { logs } = (await (await fetch(`${url}/audit/v1/verification`)).json()) as { logs: { name: string }[] };
  const base = `${url}/audit/log/${logs[0]?.name ?? ''}`;
  const note = await (await fetch(`${base}/checkpoint`)).text();
  const { size } = parseCheckpointBody(note.slice(0, note.indexOf('\n\n') + 1));
  const leaves: Leaf[] = [];
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    const tile = await fetch(`${base}/${formatTilePath({ level: 'entries', index, width })}`);
    for (const entry of decodeEntryBundle(new Uint8Array(await tile.arrayBuffer()))) {
      leaves.push(JSON.parse(Buffer.from(entry).toString()) as Leaf);
    }
  }
  return Map.groupBy(leaves, ({ id }) => id);
}
