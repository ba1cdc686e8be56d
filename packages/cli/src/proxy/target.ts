import type { ErrorDefinition } from '@simpul/errors';
import { PROXY } from './errors.ts';

const PASSED = /^\/(?:r1\/|listClients(?:\?|$))/;
const DOT_SEGMENT = /(?:\/|%2f)(?:\.|%2e){1,2}(?:\/|%2f|$)|\\|%5c/i;
/** The service of an exchange; what follows may hold personal data. */
const SERVICE = /^\/r1(?:\/[^/?]+){1,5}/;

/**
 * Why a request's target is not passed on; undefined where it is. Only exchanges and X-Road's metadata are: the bus's own APIs
 * are not to be reached through the proxy, whatever stands between it and the bus makes of a path.
 */
export function refusalOf(target: string): ErrorDefinition | undefined {
  if (!PASSED.test(target)) return PROXY.PATH_UNKNOWN;
  const path = target.split('?', 1)[0] ?? '';
  // An encoded slash may be data, and is the bus's to judge; dots between any slashes are not.
  return DOT_SEGMENT.test(path) ? PROXY.PATH_AMBIGUOUS : undefined;
}

/** What the log may hold of a target. */
export function loggedTarget(target: string): string {
  return SERVICE.exec(target)?.[0] ?? (target.startsWith('/listClients') ? '/listClients' : 'another path');
}
