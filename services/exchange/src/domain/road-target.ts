import { PART } from '@simpul/contracts';
import { REQUEST, SimpulError } from '@simpul/errors';

/** `/r1/{instance}/{class}/{member}/{subsystem}/{service}[/path][?query]`, taken apart (PR-REST 4.1). */
export interface RoadTarget {
  readonly memberId: string;
  readonly subsystemId: string;
  readonly serviceId: string;
  readonly serviceCode: string;
  /** What follows the service, byte for byte as it came: `` or `/…`. */
  readonly path: string;
  /** What follows `?`, byte for byte; undefined where there is no `?`. */
  readonly query: string | undefined;
}

/** Segments of an address before the path: `/r1`, instance, class, member, subsystem, service. */
const ID_PARTS = 5;
/** Parts of a security server's id. */
const SERVER_PARTS = 4;
const PREFIX = '/r1/';
const IDENTIFIER_PART = new RegExp(`^${PART}$`);
/** Characters that may stand in a request target (RFC 3986, RFC 9112 3.2); others could be read in two ways. */
const TARGET_CHARACTERS = /^[!-~]+$/;
const BROKEN_ENCODING = /%(?![0-9A-Fa-f]{2})/;

/**
 * Takes a request target apart. Identifiers are percent-decoded one by one; path and query stay as they came.
 * @throws SimpulError `SIMPUL_REQUEST_TARGET_INVALID`.
 */
export function parseRoadTarget(target: string): RoadTarget {
  const question = target.indexOf('?');
  const whole = question === -1 ? target : target.slice(0, question);
  if (
    !whole.startsWith(PREFIX) ||
    !TARGET_CHARACTERS.test(target) ||
    target.includes('#') ||
    BROKEN_ENCODING.test(whole)
  ) {
    throw new SimpulError(REQUEST.TARGET_INVALID);
  }
  const parts: string[] = [];
  let start = PREFIX.length;
  while (parts.length < ID_PARTS) {
    const slash = whole.indexOf('/', start);
    const end = slash === -1 ? whole.length : slash;
    parts.push(decodeIdentifier(whole.slice(start, end)));
    start = end + 1;
    if (slash === -1) break;
  }
  if (parts.length < ID_PARTS) throw new SimpulError(REQUEST.TARGET_INVALID);
  const [instance = '', memberClass = '', member = '', subsystem = '', serviceCode = ''] = parts;
  const memberId = `${instance}/${memberClass}/${member}`;
  const subsystemId = `${memberId}/${subsystem}`;
  return {
    memberId,
    subsystemId,
    serviceId: `${subsystemId}/${serviceCode}`,
    serviceCode,
    path: whole.slice(start - 1),
    query: question === -1 ? undefined : target.slice(question + 1),
  };
}

/**
 * Reads `INSTANCE/CLASS/MEMBER/SUBSYSTEM` from `X-Road-Client`, percent-decoded.
 * @throws SimpulError `SIMPUL_REQUEST_CLIENT_MISSING`, `SIMPUL_REQUEST_CLIENT_INVALID`.
 */
export function parseClient(header: string | undefined): string {
  if (header === undefined || header === '') throw new SimpulError(REQUEST.CLIENT_MISSING);
  const parts = header.split('/');
  if (parts.length !== ID_PARTS - 1) throw new SimpulError(REQUEST.CLIENT_INVALID);
  try {
    return parts.map(decodeIdentifier).join('/');
  } catch (cause) {
    throw new SimpulError(REQUEST.CLIENT_INVALID, { cause });
  }
}

/**
 * Reads `CODE` or `CLASS/CODE` from `X-Road-Represented-Party`, percent-decoded.
 * @throws SimpulError `SIMPUL_REQUEST_HEADER_INVALID`.
 */
export function parseRepresentedParty(header: string | undefined): string | undefined {
  return parseParts(header, 'X-Road-Represented-Party', 1, 2);
}

/**
 * Reads `INSTANCE/CLASS/MEMBER/SERVER` from `X-Road-Security-Server`, percent-decoded.
 * @throws SimpulError `SIMPUL_REQUEST_HEADER_INVALID`.
 */
export function parseSecurityServer(header: string | undefined): string | undefined {
  return parseParts(header, 'X-Road-Security-Server', SERVER_PARTS, SERVER_PARTS);
}

function parseParts(header: string | undefined, name: string, least: number, most: number): string | undefined {
  if (header === undefined) return undefined;
  const parts = header.split('/');
  try {
    if (parts.length >= least && parts.length <= most) return parts.map(decodeIdentifier).join('/');
  } catch (cause) {
    throw new SimpulError(REQUEST.HEADER_INVALID, { params: { name }, cause });
  }
  throw new SimpulError(REQUEST.HEADER_INVALID, { params: { name } });
}

function decodeIdentifier(raw: string): string {
  const decoded = raw.includes('%') ? decode(raw) : raw;
  if (!IDENTIFIER_PART.test(decoded) || decoded === '.' || decoded === '..') {
    throw new SimpulError(REQUEST.TARGET_INVALID);
  }
  return decoded;
}

function decode(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch (cause) {
    throw new SimpulError(REQUEST.TARGET_INVALID, { cause });
  }
}
