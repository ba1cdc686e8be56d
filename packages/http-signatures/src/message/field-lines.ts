import { SignatureError } from '../signature-error.ts';

/** Values of field lines by lower-case name, in order, without the whitespace around them. */
export type FieldLines = ReadonlyMap<string, readonly string[]>;

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const LINE_BREAK = /[\r\n]/;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;
const SPACE = 0x20;
const TAB = 0x09;

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/**
 * Gathers header lines by name.
 *
 * @throws SignatureError `field-malformed`, `field-folded`
 */
export function readFieldLines(headers: readonly string[]): FieldLines {
  const lines = new Map<string, string[]>();
  for (let i = 0; i < headers.length; i += 2) {
    const [name = '', value] = headers.slice(i, i + 2);
    if (!isToken(name)) throw new SignatureError('field-malformed', 'a name');
    const key = name.toLowerCase();
    if (value === undefined) throw new SignatureError('field-malformed', key);
    if (LINE_BREAK.test(value)) throw new SignatureError('field-folded', key);
    if (CONTROL.test(value)) throw new SignatureError('field-malformed', key);
    const known = lines.get(key);
    if (known === undefined) lines.set(key, [trimmed(value)]);
    else known.push(trimmed(value));
  }
  return lines;
}

/** The value of a field as RFC 9421 section 2.1 joins its lines, undefined where there is none. */
export function fieldValue(lines: FieldLines, name: string): string | undefined {
  return lines.get(name)?.join(', ');
}

/** Removes spaces and tabs alone: `trim` would also take a no-break space, and so let another value pass for the signed one. */
export function trimmed(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value.charCodeAt(start))) start += 1;
  while (end > start && isBlank(value.charCodeAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}
