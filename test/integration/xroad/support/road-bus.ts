import {
  type FakeAgency,
  freePort,
  launchSimpul,
  type LaunchedSimpul,
  type RawResponse,
  rawRequest,
  type SeenRequest,
  sendRaw,
  startFakeAgency,
  temporaryFolder,
  valuesOf,
} from '@simpul/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT, type RegionOptions, writeRegion } from './region.ts';

/** A bus, one system behind it, and a caller that writes bytes. */
export interface RoadBus {
  readonly bus: LaunchedSimpul;
  readonly agency: FakeAgency;
  /** One call of {@link CLIENT}: `line` is method and target, `headers` are lines. */
  ask(line: string, headers?: readonly string[], body?: string): Promise<RawResponse>;
  /** One call whose headers are these alone, beside `Host` and `Connection`. */
  askBare(line: string, headers?: readonly string[], body?: string): Promise<RawResponse>;
  /** What the system saw of an exchange; undefined where nothing reached it. */
  seenOf(answer: RawResponse): SeenRequest | undefined;
  /** Lines of the process's log about an exchange. */
  logOf(id: string): readonly Readonly<Record<string, unknown>>[];
  /** Leaf of an exchange, read from the entries of the public log once they hold it. */
  leafOf(id: string): Promise<Readonly<Record<string, unknown>>>;
  stop(): Promise<void>;
}

/** Starts the bus of this suite. */
export async function startRoadBus(options: Pick<RegionOptions, 'errorStyle'> = {}): Promise<RoadBus> {
  const folder = temporaryFolder();
  const agency = await startFakeAgency();
  const region = writeRegion(folder.path, { ...options, agency: agency.url, closedPort: await freePort() });
  const bus = await launchSimpul({ region, data: join(folder.path, 'data') });
  const askBare: RoadBus['askBare'] = (line, headers, body) => sendRaw(bus.port, rawRequest(line, headers, body));
  return {
    bus,
    agency,
    askBare,
    ask: (line, headers = [], body) => askBare(line, [`X-Road-Client: ${CLIENT}`, ...headers], body),
    seenOf: (answer) => agency.seen.find(({ headers }) => headers['x-road-request-id'] === idOf(answer)),
    logOf: (id) =>
      readFileSync(join(bus.data, 'run/simpul.log'), 'utf8')
        .split('\n')
        .filter((line) => line.includes(id))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    leafOf: (id) => leafOf(bus.url, id),
    async stop() {
      await bus.stop();
      await agency.stop();
      folder.remove();
    },
  };
}

/** A header of an answer that stands there once. */
export function headerOf(answer: RawResponse, name: string): string {
  const [value, ...more] = valuesOf(answer, name);
  if (value === undefined || more.length > 0)
    throw new Error(`${name} stands ${more.length + (value === undefined ? 0 : 1)} times`);
  return value;
}

/** The exchange id of an answer. */
export const idOf = (answer: RawResponse): string => headerOf(answer, 'x-road-request-id');

/** Values of a header that the system saw. */
export function seenValues(seen: SeenRequest | undefined, name: string): string[] {
  const { rawHeaders = [] } = seen ?? {};
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name.toLowerCase());
}

/** `type` of an error's JSON body. */
export function typeOf(answer: RawResponse): string {
  return (JSON.parse(answer.body.toString()) as { type: string }).type;
}

/** Headers and body of a chunked request. */
export function chunked(...chunks: readonly string[]): { headers: readonly string[]; body: string } {
  const framed = chunks.map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`);
  return { headers: ['Transfer-Encoding: chunked'], body: `${framed.join('')}0\r\n\r\n` };
}

/** Headers and body of a request with a length. */
export function plain(body: string): { headers: readonly string[]; body: string } {
  return { headers: [`Content-Length: ${Buffer.byteLength(body)}`], body };
}

const PATIENCE = 400;
const POLL_MS = 25;

/**
 * The leaf of an exchange. That of a refusal follows its answer, so what is not there yet may still come. Receipts hold a
 * leaf's bytes (design 05): `extra` is base64 of JSON with the base64 of the entry.
 */
async function leafOf(url: string, id: string): Promise<Readonly<Record<string, unknown>>> {
  let last = '';
  for (let tries = 0; tries < PATIENCE; tries++) {
    const answer = await fetch(`${url}/audit/v1/receipts/${id}`, { headers: { 'x-road-client': CLIENT } });
    const receipt = await answer.text();
    if (answer.status === 200) {
      const extra = /^extra (?<base64>\S+)$/m.exec(receipt)?.groups?.['base64'] ?? '';
      const { entry } = JSON.parse(Buffer.from(extra, 'base64').toString()) as { entry: string };
      return JSON.parse(Buffer.from(entry, 'base64').toString()) as Record<string, unknown>;
    }
    last = `${answer.status} ${receipt}`;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`no receipt of ${id}: ${last}`);
}
