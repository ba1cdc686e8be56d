import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An answer as it came over the socket. */
export interface RawResponse {
  readonly status: number;
  /** Names and values as they were written, in order. */
  readonly headers: readonly (readonly [string, string])[];
  /** Without the framing of chunks. */
  readonly body: Buffer;
}

/** Opens a connection to a port of this machine. */
export async function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes as they are and reads until the other side closes. @returns every answer, interim ones (1xx) too. */
export async function sendRawAll(port: number, request: string | Uint8Array): Promise<RawResponse[]> {
  const socket = await openSocket(port);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  // The bus may close before it has taken everything; what it answered counts.
  socket.on('error', () => undefined);
  socket.write(request);
  await closed;
  return parseResponses(Buffer.concat(chunks));
}

/** As {@link sendRawAll}, for one request. @returns its final answer; status 0 where there was none. */
export async function sendRaw(port: number, request: string | Uint8Array): Promise<RawResponse> {
  const answers = await sendRawAll(port, request);
  return answers.find(({ status }) => status >= FIRST_FINAL) ?? { status: 0, headers: [], body: Buffer.alloc(0) };
}

/** One request with a `Host`, the given lines, and `Connection: close`. */
export function rawRequest(line: string, headers: readonly string[] = [], body = ''): string {
  return [`${line} HTTP/1.1`, 'Host: bus', ...headers, 'Connection: close', '', body].join('\r\n');
}

/** All values of a header. */
export function valuesOf({ headers }: RawResponse, name: string): string[] {
  return headers.filter(([found]) => found.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

/** Takes apart what came over one connection, answer by answer. */
export function parseResponses(bytes: Buffer): RawResponse[] {
  const answers: RawResponse[] = [];
  let rest = bytes;
  for (let end = rest.indexOf(HEAD_END); end !== -1; end = rest.indexOf(HEAD_END)) {
    const [first = '', ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n');
    const headers = lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
    });
    const status = Number(first.split(' ')[1]);
    const head = { status, headers, body: Buffer.alloc(0) };
    const { body, taken } = bodyOf(head, rest.subarray(end + HEAD_END.length));
    answers.push({ ...head, body });
    rest = rest.subarray(end + HEAD_END.length + taken);
  }
  return answers;
}

const FIRST_FINAL = 200;
const HEAD_END = '\r\n\r\n';
/** How an answer begins. */
const NEXT = 'HTTP/1.';

function bodyOf(head: RawResponse, rest: Buffer): { body: Buffer; taken: number } {
  if (head.status < FIRST_FINAL || head.status === 204 || head.status === 304) return { body: head.body, taken: 0 };
  // An answer to HEAD has the length of a body that does not come; another answer may.
  if (rest.subarray(0, NEXT.length).toString('latin1') === NEXT) return { body: head.body, taken: 0 };
  if (valuesOf(head, 'transfer-encoding').length > 0) return chunksOf(rest);
  const [length = rest.length] = valuesOf(head, 'content-length').map(Number);
  return { body: rest.subarray(0, length), taken: Math.min(length, rest.length) };
}

function chunksOf(rest: Buffer): { body: Buffer; taken: number } {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const line = rest.indexOf('\r\n', at);
    const size = Number.parseInt(rest.subarray(at, line).toString('latin1'), 16);
    // No chunk, or the last one, whose trailers end with an empty line.
    if (line === -1 || Number.isNaN(size)) return { body: Buffer.concat(chunks), taken: rest.length };
    if (size === 0) {
      const end = rest.indexOf(HEAD_END, line);
      return { body: Buffer.concat(chunks), taken: end === -1 ? rest.length : end + HEAD_END.length };
    }
    chunks.push(rest.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
