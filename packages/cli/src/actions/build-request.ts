import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CONFIG, SimpulError } from '@simpul/errors';
import type { HttpRequest } from '../api/http-client.ts';
import type { BusOptions } from '../credentials/bus-address.ts';
import { CLI } from '../errors.ts';
import type { SigningOptions } from '../signatures/exchange-signing.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `simpul call`. */
export interface CallOptions extends BusOptions, SigningOptions {
  readonly as?: string;
  readonly method?: string;
  readonly body?: string;
  readonly file?: string;
  readonly header?: readonly string[];
  readonly purpose?: string;
  readonly user?: string;
  readonly receipt?: string;
}

const HEADER_LINE = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*(.*)$/s;
/** Headers that the command itself sets, and what to use in their place. */
const OWN_HEADERS: Readonly<Record<string, string>> = {
  authorization: 'it belongs to the bus; X-Simpul-Provider-Authorization goes on to the provider',
  dpop: 'it belongs to the bus',
  'x-road-client': 'use --as',
  'content-length': 'it follows from the body',
  signature: 'use --sign',
  'signature-input': 'use --sign',
  host: 'it follows from the address',
};

/**
 * The request that the options of `call` describe, without credentials.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE`, `SIMPUL_CONFIG_INVALID` for a file that cannot be read
 */
export async function buildRequest(
  path: string,
  {
    options,
    client,
    terminal,
  }: { readonly options: CallOptions; readonly client: string; readonly terminal: Terminal },
): Promise<HttpRequest> {
  const lines = options.header ?? [];
  const headers = ['x-road-client', client, ...lines.flatMap(parseHeader)];
  if (options.purpose !== undefined) headers.push('x-simpul-purpose', options.purpose);
  if (options.user !== undefined) headers.push('x-road-userid', options.user);
  const body = await readBody(options, terminal);
  const method = options.method?.toUpperCase() ?? (body === undefined ? 'GET' : 'POST');
  if (body === undefined) return { method, path, headers };
  const hasType = lines.some((line) => /^content-type:/i.test(line));
  return { method, path, headers: hasType ? headers : [...headers, 'content-type', 'application/json'], body };
}

function parseHeader(line: string): readonly [string, string] {
  const [, name, value] = HEADER_LINE.exec(line) ?? [];
  if (name === undefined || value === undefined) throw usage(`-H "${line}" is no header; expected 'Name: value'`);
  const advice = OWN_HEADERS[name.toLowerCase()];
  if (advice !== undefined) throw usage(`-H ${name} cannot be set: ${advice}`);
  return [name, value];
}

async function readBody({ body, file }: CallOptions, terminal: Terminal): Promise<string | Uint8Array | undefined> {
  if (file === undefined) return body;
  if (file === '-') {
    const chunks: Uint8Array[] = [];
    for await (const chunk of terminal.stdin) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
  try {
    return await readFile(resolve(terminal.cwd, file));
  } catch (error) {
    const reason = `cannot be read (${(error as NodeJS.ErrnoException).code})`;
    throw new SimpulError(CONFIG.INVALID, { params: { name: file, reason }, cause: error });
  }
}

function usage(reason: string): SimpulError {
  return new SimpulError(CLI.USAGE, { params: { reason } });
}
