import { request } from 'undici';
import { type PublicLog, readCheckpoint, type Seen } from '../../fault/support/download-log.ts';

/** Entries of a full bundle (C2SP tlog-tiles). */
const BUNDLE = 256;
const LENGTH_BYTES = 2;

/** Reads a growing log leaf by leaf, each once. Nothing is verified here: that is done with the whole log at the end. */
export interface LeafFollower {
  /** Ids of all exchanges whose leaf a checkpoint has covered, after another look. */
  look(): Promise<ReadonlySet<string>>;
  /** Checkpoints that it met. */
  readonly checkpoints: readonly Seen[];
}

export function followLeaves(log: PublicLog): LeafFollower {
  const ids = new Set<string>();
  const checkpoints: Seen[] = [];
  let read = 0;
  return {
    checkpoints,
    async look() {
      const seen = await readCheckpoint(log);
      checkpoints.push(seen);
      while (read < seen.size) {
        const tile = Math.floor(read / BUNDLE);
        const width = Math.min(BUNDLE, seen.size - tile * BUNDLE);
        for (const leaf of leavesOf(await bundle(log, tile, width)).slice(read - tile * BUNDLE)) {
          read += 1;
          if (leaf.type.startsWith('exchange.')) ids.add(leaf.id);
        }
      }
      return ids;
    },
  };
}

async function bundle({ url }: PublicLog, tile: number, width: number): Promise<Buffer> {
  const digits = String(tile);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  const path = groups.map((group, i) => (i === groups.length - 1 ? group : `x${group}`)).join('/');
  const answer = await request(`${url}/tile/entries/${path}${width === BUNDLE ? '' : `.p/${width}`}`);
  const body = Buffer.from(await answer.body.arrayBuffer());
  if (answer.statusCode !== 200) throw new Error(`bundle ${tile} answered ${answer.statusCode}`);
  return body;
}

function leavesOf(bytes: Buffer): { readonly id: string; readonly type: string }[] {
  const leaves: { id: string; type: string }[] = [];
  for (let at = 0; at < bytes.length;) {
    const from = at + LENGTH_BYTES;
    at = from + bytes.readUInt16BE(at);
    leaves.push(JSON.parse(bytes.toString('utf8', from, at)) as { id: string; type: string });
  }
  return leaves;
}
