import type { Endpoint } from '@simpul/contracts';
import { SimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';

const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  '*',
]);

/** Reads `METHOD /path`, `*` for one segment and `**` for any number. @throws SimpulError `SIMPUL_CLI_USAGE` */
export function readEndpoint(text: string): Endpoint {
  const [method = '', path = '', ...more] = text.trim().split(/\s+/);
  const upper = method.toUpperCase();
  if (METHODS.has(upper) && path.startsWith('/') && more.length === 0) {
    return { method: upper as Endpoint['method'], path };
  }
  const reason = `--endpoint "${text}" is none; expected "METHOD /path", for example "GET /permits/*"`;
  throw new SimpulError(CLI.USAGE, { params: { reason } });
}
