import type { Leaf } from '@simpul/contracts';
import { decodeEntryBundle, formatTilePath, TILE_WIDTH } from '@simpul/tlog';
import { request } from 'undici';

/** The log as anyone may read it. */
export interface PublicLog {
  readonly size: number;
  readonly leaves: readonly Leaf[];
  /** The bytes of all entries, as text. */
  readonly text: string;
}

/** Where the log is. */
export async function logAddress(url: string): Promise<string> {
  const answer = await request(`${url}/audit/v1/verification`);
  const { logs } = (await answer.body.json()) as { logs: { name: string }[] };
  return `${url}/audit/log/${logs[0]?.name}`;
}

/** Leaves that the newest checkpoint covers; 0 before the first. */
export async function checkpointSize(address: string): Promise<number> {
  const answer = await request(`${address}/checkpoint`);
  const text = await answer.body.text();
  return answer.statusCode === 200 ? Number(text.split('\n')[1]) : 0;
}

/** Reads every entry that the newest checkpoint covers from its public tiles. */
export async function readPublicLog(url: string): Promise<PublicLog> {
  const address = await logAddress(url);
  const size = await checkpointSize(address);
  const entries: string[] = [];
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    const answer = await request(`${address}/${formatTilePath({ level: 'entries', index, width })}`);
    const bundle = new Uint8Array(await answer.body.arrayBuffer());
    entries.push(...decodeEntryBundle(bundle).map((entry) => Buffer.from(entry).toString()));
  }
  return { size, leaves: entries.map((entry) => JSON.parse(entry) as Leaf), text: entries.join('\n') };
}
