import {
  createM2mClient,
  type FakeAgency,
  type FakeBehaviour,
  freePort,
  type M2mClient,
  type SeenRequest,
  startFakeAgency,
  temporaryFolder,
} from '@simpul/testing';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { type FaultBus, type RunningBus, startFaultBus, startRealBus } from './buses.ts';
import { CALLER, writeRegion } from './region-file.ts';
import { startTlsSystem } from './tls-system.ts';

/** An answer of the bus, and what its log held at that instant. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** `x-road-request-id`. */
  readonly id: string;
  /** Lines of the process's log about this exchange when the answer came. */
  readonly logged: readonly LogLine[];
}

export interface LogLine {
  readonly exchange?: string;
  readonly code?: string;
  readonly msg?: string;
}

export interface CallOptions {
  readonly method?: string;
  /** Names and values alternating; `X-Road-Client` is added unless `client` is null. */
  readonly headers?: readonly string[];
  readonly client?: string | null;
  readonly body?: string;
  /** Address of this machine from which it comes. */
  readonly from?: string;
  /** Bytes of a body that is announced and not sent before the answer. */
  readonly announced?: number;
}

/** A bus with its region and the systems behind it. */
export interface World<B extends RunningBus = RunningBus> {
  readonly bus: B;
  readonly agency: FakeAgency;
  /** One call to the bus. */
  readonly call: (target: string, options?: CallOptions) => Promise<Answer>;
  /** A client of the bus, by the name of its key's file. */
  readonly m2m: (clientId: string, keyName: string) => Promise<M2mClient>;
  /** Says how a service behaves from now on. */
  readonly behave: (service: string, behaviour: FakeBehaviour) => void;
  /** Whether a provider's system saw the exchange. */
  readonly reached: (id: string) => boolean;
  /** Region file of a later state. */
  laterRegion(): string;
  stop(): Promise<void>;
}

const TOO_LARGE = Buffer.alloc(8 * 1024 * 1024 + 1, 'x');
const JSON_TYPE = { 'content-type': 'application/json' };
const BEHAVIOURS: Readonly<Record<string, FakeBehaviour>> = {
  hang: () => 'hang',
  cut: () => 'cut',
  large: () => ({ body: TOO_LARGE }),
  enforced: () => ({ headers: JSON_TYPE, body: '{"ok":"neither"}' }),
};

export const startWorld = (): Promise<World> => create(startRealBus);
export const startFaultWorld = (): Promise<World<FaultBus>> => create(startFaultBus);

async function create<B extends RunningBus>(start: (region: string, data: string) => Promise<B>): Promise<World<B>> {
  const folder = temporaryFolder();
  const agency = await startFakeAgency();
  const tls = await startTlsSystem();
  const systems = { agencyPort: agency.port, tlsPort: tls.port, closedPort: await freePort() };
  const behaviours = new Map(Object.entries(BEHAVIOURS));
  agency.behave((request) => behaviours.get(serviceOf(request))?.(request) ?? { headers: JSON_TYPE, body: '{}' });
  const bus = await start(writeRegion(folder.path, systems), join(folder.path, 'data'));
  const logFile = join(bus.data, 'run/simpul.log');

  return {
    bus,
    agency,
    async call(target, options = {}) {
      const response = await send(bus.url, target, options);
      const text = await readText(response);
      const id = String(response.headers['x-road-request-id']);
      return { status: response.statusCode ?? 0, headers: response.headers, text, id, logged: linesOf(logFile, id) };
    },
    m2m: (clientId, keyName) =>
      createM2mClient({ url: bus.url, clientId, keyFile: join(bus.data, 'credentials', `${keyName}.jwk`) }),
    behave: (service, behaviour) => behaviours.set(service, behaviour),
    reached: (id) => tls.seen.includes(id) || agency.seen.some(({ headers }) => headers['x-road-request-id'] === id),
    laterRegion: () => writeRegion(folder.path, systems, true),
    async stop() {
      await bus.stop();
      await Promise.all([agency.stop(), tls.stop()]);
      folder.remove();
    },
  };
}

/** Sends a request whose target and headers go out byte for byte, on a connection of its own. */
function send(url: string, target: string, options: CallOptions): Promise<IncomingMessage> {
  const { method = 'GET', headers = [], client = CALLER, body, announced, from = '127.0.0.1' } = options;
  const { host, port } = new URL(url);
  const length = announced ?? (body === undefined ? undefined : Buffer.byteLength(body));
  const all = ['Host', host, 'Connection', 'close', ...headers];
  if (client !== null) all.push('X-Road-Client', client);
  if (length !== undefined) all.push('Content-Length', String(length));
  const way = { host: '127.0.0.1', port, localAddress: from, agent: false };
  return new Promise((resolve, reject) => {
    const request = httpRequest({ ...way, path: target, method, headers: all }, resolve);
    request.once('error', reject);
    request.setTimeout(ANSWER_MS, () => request.destroy(new Error(`no answer to ${method} ${target}`)));
    if (announced === undefined) request.end(body);
    else request.flushHeaders();
  });
}

/** The first segment of the path that a provider's system sees. */
function serviceOf({ target }: SeenRequest): string {
  return target.split(/[/?]/, 2)[1] ?? '';
}

function linesOf(file: string, id: string): LogLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes(id))
    .map((line) => JSON.parse(line) as LogLine);
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
/** Milliseconds within which the bus answers: it waits 5 s for its log. */
const ANSWER_MS = 15_000;
const PATIENCE_MS = 60_000;
const POLL_MS = 20;
