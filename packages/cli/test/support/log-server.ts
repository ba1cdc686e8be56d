import type { FakeLog } from './fake-log.ts';
import { type FakeAnswer, type FakeRequest, type FakeServer, startFakeServer } from './fake-server.ts';

/** A log over HTTP, as the bus serves it. */
export interface LogServer extends FakeServer {
  /** Address of the only log, or of the one with this name. */
  address(name?: string): string;
  /** What each name serves now; tests replace it. */
  readonly logs: Map<string, FakeLog>;
  /** Names of logs that are closed. */
  readonly closed: Set<string>;
  /** Answers in place of the log where it gives something. */
  before: (request: FakeRequest, path: string) => FakeAnswer | undefined | Promise<FakeAnswer | undefined>;
  /** Most requests that were under way at once. */
  atOnce(): number;
}

const LOG = /^\/audit\/log\/([^/]+)\/(.+)$/;

export async function startLogServer(log: FakeLog, name = 'log'): Promise<LogServer> {
  const logs = new Map([[name, log]]);
  const closed = new Set<string>();
  let running = 0;
  let most = 0;
  const server = await startFakeServer(async (request) => {
    running += 1;
    most = Math.max(most, running);
    // Lets requests that come together be seen together.
    await new Promise(setImmediate);
    try {
      const [, wanted = '', path = ''] = LOG.exec(request.target) ?? [];
      const own = await whole.before(request, path);
      if (own !== undefined) return own;
      if (request.target === '/audit/v1/verification') return { status: 200, body: verification(logs, closed) };
      const body = logs.get(wanted)?.files.get(path);
      return body === undefined ? { status: 404 } : { status: 200, body };
    } finally {
      running -= 1;
    }
  });
  const whole: LogServer = {
    ...server,
    logs,
    closed,
    address: (wanted = name) => `${server.url}/audit/log/${wanted}`,
    before: () => undefined,
    atOnce: () => most,
  };
  return whole;
}

function verification(logs: ReadonlyMap<string, FakeLog>, closed: ReadonlySet<string>): string {
  const listed = [...logs].map(([name, { origin, vkeys }]) => {
    return { name, origin, verifierKeys: vkeys, policy: '', state: closed.has(name) ? 'closed' : 'open' };
  });
  return JSON.stringify({ logs: listed.toReversed(), leafSchema: {} });
}
