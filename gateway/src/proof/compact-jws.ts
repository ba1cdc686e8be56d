const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const STRING = /"(?:[^"\\]|\\.)*"/g;

/** The three segments of a compact JWS (RFC 7515 section 7.1); undefined where there are more or fewer. */
export function segmentsOf(text: string): readonly [header: string, claims: string, signature: string] | undefined {
  const [header, claims, signature, ...rest] = text.split('.');
  return header !== undefined && claims !== undefined && signature !== undefined && rest.length === 0
    ? [header, claims, signature]
    : undefined;
}

/** Bytes of base64url that is written in its only form: without padding, and with no bits left over (RFC 4648 section 3.5). */
export function readBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return text !== '' && bytes.toString('base64url') === text ? bytes : undefined;
}

/**
 * A JSON object in base64url; undefined for anything that two readers could take differently: text that is not UTF-8, and
 * members that come twice at any depth (RFC 7515 section 4, RFC 8725 section 2.4).
 */
export function readObject(segment: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = readBase64url(segment);
  if (bytes === undefined) return undefined;
  let text: string;
  let value: unknown;
  try {
    text = UTF8.decode(bytes);
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes what was sent, which may be a secret.
    return undefined;
  }
  if (!isObject(value) || Array.isArray(value)) return undefined;
  // JSON has a colon after the name of each member and, outside strings, nowhere else.
  return text.replaceAll(STRING, '').split(':').length - 1 === countMembers(value) ? value : undefined;
}

function countMembers(value: unknown): number {
  if (!isObject(value)) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, member) => sum + countMembers(member), own);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
