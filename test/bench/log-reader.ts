import { BenchFailure } from './bench-failure.ts';

/** Entries of a full bundle (C2SP tlog-tiles). */
const BUNDLE = 256;
/** Bytes of a leaf's length in a bundle. */
const LENGTH_BYTES = 2;

/** Leaves of exchanges in a stretch of the log. */
export interface LeafCount {
  readonly closed: number;
  /** Closed leaves that say that all went well. */
  readonly ok: number;
}

/** Reads the public log as any stranger would. */
export interface LogReader {
  /** Leaves that the current checkpoint covers. */
  size(): Promise<number>;
  /** Counts among the leaves from `start` up to `end`. */
  count(start: number, end: number): Promise<LeafCount>;
}

export async function openLogReader(url: string): Promise<LogReader> {
  const { logs } = JSON.parse((await get(`${url}/audit/v1/verification`)).toString()) as { logs: { name: string }[] };
  const log = `${url}/audit/log/${logs[0]?.name ?? ''}`;
  return {
    async size() {
      return Number((await get(`${log}/checkpoint`)).toString().split('\n', 2)[1]);
    },
    async count(start, end) {
      let closed = 0;
      let ok = 0;
      for (let n = Math.floor(start / BUNDLE); n * BUNDLE < end; n++) {
        const width = Math.min(BUNDLE, end - n * BUNDLE);
        const bundle = await get(`${log}/tile/entries/${tileNumber(n)}${width === BUNDLE ? '' : `.p/${width}`}`);
        for (const leaf of leavesOf(bundle).slice(Math.max(0, start - n * BUNDLE))) {
          if (leaf.type !== 'exchange.closed') continue;
          closed++;
          if (leaf.outcome === 'ok') ok++;
        }
      }
      return { closed, ok };
    },
  };
}

async function get(url: string): Promise<Buffer> {
  const answer = await fetch(url);
  if (!answer.ok) throw new BenchFailure(`${url} answers ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** Groups of three digits, all but the last behind an x: 1234 is x001/234. */
function tileNumber(n: number): string {
  const digits = String(n);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  return groups.map((group, i) => (i === groups.length - 1 ? group : `x${group}`)).join('/');
}

function leavesOf(bundle: Buffer): { readonly type: string; readonly outcome?: string }[] {
  const leaves: { type: string; outcome?: string }[] = [];
  for (let at = 0; at < bundle.length;) {
    const from = at + LENGTH_BYTES;
    at = from + bundle.readUInt16BE(at);
    leaves.push(JSON.parse(bundle.toString('utf8', from, at)) as { type: string; outcome?: string });
  }
  return leaves;
}
