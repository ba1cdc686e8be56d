/** A service's address, split so that its path stays as it was written. */
export interface BaseUrl {
  readonly origin: string;
  /** Host as it is connected to: a name, or an IP address without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Raw path without its last slash; empty for the root. */
  readonly prefix: string;
  /** Raw path for a request without a path of its own. */
  readonly root: string;
}

const SHAPE = /^https?:\/\/[^/?#\\@\s]+(?<path>\/[\u0021-\u007e]*)?$/i;

/**
 * Undefined for what is not a plain http or https address: user information, a query or a fragment have no meaning in
 * the base address of a service. Only the authority is normalised (WHATWG URL), never the path.
 */
export function parseBaseUrl(url: string): BaseUrl | undefined {
  const shape = SHAPE.exec(url);
  if (!shape || /[?#]/.test(url) || !URL.canParse(url)) return undefined;
  const { origin, hostname, port, protocol } = new URL(url);
  const path = shape.groups?.['path'] ?? '';
  return {
    origin,
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    prefix: path.endsWith('/') ? path.slice(0, -1) : path,
    root: path === '' ? '/' : path,
  };
}

/** Request target below a base address: joined with one slash, otherwise byte for byte. */
export function joinTarget(base: BaseUrl, path: string, query: string | undefined): string {
  const joined = path === '' ? base.root : `${base.prefix}${path.startsWith('/') ? '' : '/'}${path}`;
  return query === undefined ? joined : `${joined}?${query}`;
}
