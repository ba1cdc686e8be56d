import { SimpulError } from '@simpul/errors';
import { hostname } from 'node:os';
import { CLI } from '../errors.ts';

/** Where a witness listens where `--listen` does not say. */
export const DEFAULT_LISTEN = '127.0.0.1:7800';
const PORT_MAX = 65_535;
const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

export interface ListenAddress {
  readonly host: string;
  /** 0 for any. */
  readonly port: number;
}

/** Reads `HOST:PORT`, an IPv6 address in brackets. @throws SimpulError `SIMPUL_CLI_USAGE` */
export function parseListenAddress(text: string): ListenAddress {
  const [, bracketed, plain, digits = ''] = /^(?:\[([0-9a-f:.]+)\]|([^[\]:/\s]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port > PORT_MAX)
    throw new SimpulError(CLI.USAGE, { params: { reason: '--listen: expected HOST:PORT, such as 127.0.0.1:7800' } });
  return { host, port };
}

/** An address under which logs can reach the witness; a host that stands for every address is named by this machine's name. */
export function httpUrl({ host, port }: ListenAddress): string {
  if (EVERY_ADDRESS.has(host)) return `http://${hostname()}:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
