import { RawMessageError } from './raw-message-error.ts';

/** RFC 9110 section 7.2: a name or address with an optional port, no user. */
const AUTHORITY = /^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
const ABSOLUTE = /^https?:\/\/([^/?#]+)([/?][^#]*)?$/;
const ORIGIN = /^\/[^#]*$/;

/**
 * The target URI of a request (RFC 9110 section 7.1).
 *
 * @param target as it stands in the request line
 * @param hosts values of all `Host` lines
 * @throws RawMessageError `host`, `target`
 */
export function targetUri(target: string, hosts: readonly string[]): string {
  const [host, ...more] = hosts;
  if (host === undefined || more.length > 0 || !AUTHORITY.test(host)) throw new RawMessageError('host');
  const [, authority] = ABSOLUTE.exec(target) ?? [];
  if (authority !== undefined) {
    if (authority !== host) throw new RawMessageError('host');
    return target;
  }
  if (!ORIGIN.test(target)) throw new RawMessageError('target');
  return `https://${host}${target}`;
}
