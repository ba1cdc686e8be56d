import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { CONSUMER, TARGET } from './open-region.ts';

/** How one call ended. */
export type CallEnd =
  | { readonly kind: 'answered'; readonly call: string; readonly exchange: string }
  /** The bus answered with an error. */
  | { readonly kind: 'refused'; readonly call: string; readonly status: number; readonly body: string }
  /** The connection ended before a whole answer. */
  | { readonly kind: 'aborted'; readonly call: string; readonly code: string };

export interface LoadOptions {
  readonly url: string;
  /** Calls under way at once, each on a connection of its own. */
  readonly connections: number;
  /** Told of each call that ended. */
  readonly onEnd: (end: CallEnd) => void;
}

/** Calls without pause until it is told to stop, or nobody listens any more. */
export interface Load {
  /** Begins no more calls; resolves when all that were begun have ended. */
  stop(): Promise<void>;
}

/** Starts a load on the one service of the open region. */
export function startLoad({ url, connections, onEnd }: LoadOptions): Load {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const stopping = new AbortController();
  const loops = Array.from({ length: connections }, async () => {
    while (!stopping.signal.aborted) {
      const end = await callOnce(pool);
      // Not begun at all.
      if (end.kind === 'aborted' && end.code === 'ECONNREFUSED') return;
      onEnd(end);
    }
  });
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      await pool.destroy();
    },
  };
}

/** One exchange, named by an `X-Road-Id` of its own. */
export async function callOnce(pool: Pool): Promise<CallEnd> {
  const call = randomUUID();
  try {
    const response = await pool.request({
      method: 'GET',
      path: TARGET,
      headers: { 'x-road-client': CONSUMER, 'x-road-id': call },
    });
    const body = await response.body.text();
    const exchange = response.headers['x-road-request-id'];
    if (response.statusCode !== 200 || typeof exchange !== 'string')
      return { kind: 'refused', call, status: response.statusCode, body };
    return { kind: 'answered', call, exchange };
  } catch (error) {
    return { kind: 'aborted', call, code: codeOf(error) };
  }
}

/** Not by `instanceof`: an error of node:net is of another realm than a test. */
function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
}
