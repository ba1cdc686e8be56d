import type { identityHttp, Params } from '@simpul/contracts';
import { readCookies } from './cookies.ts';

/** A request for a page. */
export interface PageRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  /** Address of the peer, for limits. */
  readonly source: string;
  /** The value of a header that came once. */
  readonly header: (name: string) => string | undefined;
}

/** Takes apart what the gateway passed on. */
export function readPageRequest({ method, target, headers, body, source }: Params<typeof identityHttp>): PageRequest {
  const [path = '', query = ''] = target.split(/\?([^]*)/, 2);
  const values = (name: string) => headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === name);
  return {
    method,
    path,
    query: new URLSearchParams(query),
    cookies: readCookies(values('cookie').join(';')),
    body,
    source,
    header: (name) => {
      const [value, ...more] = values(name);
      return more.length === 0 ? value : undefined;
    },
  };
}
