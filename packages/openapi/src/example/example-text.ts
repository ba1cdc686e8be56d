import { linearPattern } from '../compile/linear-pattern.ts';
import { stated, type View } from '../compare/schema/view.ts';
import { NoExample } from './no-example.ts';
import { textOfPattern } from './pattern-text.ts';

/** Values that belong to nobody: reserved names and addresses (RFC 2606, RFC 5737, RFC 3849). */
const FORMATS: Readonly<Record<string, string>> = {
  date: '2026-01-15',
  'date-time': '2026-01-15T08:00:00Z',
  duration: 'P1D',
  email: 'contoh@example.org',
  hostname: 'example.org',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  time: '08:00:00Z',
  uri: 'https://example.org/contoh',
  'uri-reference': '/contoh',
  uuid: '00000000-0000-4000-8000-000000000000',
};
/** No kecamatan has the code 99, so no person has this number. */
const NIK = '1871990101900001';
const WORD = 'contoh';
/** Longest text that is made, in characters. */
const MAX_LENGTH = 10_000;

/** A text that the strings of a schema may be. @throws NoExample */
export function exampleText(view: View, name: string): string {
  const minLength = Math.max(0, ...numbers(view, 'minLength'));
  const maxLength = Math.min(Infinity, ...numbers(view, 'maxLength'));
  const patterns = texts(view, 'pattern');
  const isFit = (text: string): boolean =>
    text.length >= minLength && text.length <= maxLength && patterns.every((each) => linearPattern(each).test(text));
  const known = texts(view, 'format').map((format) => FORMATS[format]);
  const encoded = stated(view, 'contentEncoding').length > 0 ? [Buffer.from(WORD).toString('base64')] : [];
  const person = name.toLowerCase() === 'nik' ? [NIK] : [];
  const made = patterns.map((pattern) => textOfPattern(pattern, minLength));
  const candidates = [...person, ...known, ...encoded, ...made, wordOf(minLength, maxLength)];
  const found = candidates.find((text) => text !== undefined && isFit(text));
  if (found === undefined) throw new NoExample();
  return found;
}

function wordOf(minLength: number, maxLength: number): string | undefined {
  if (minLength > MAX_LENGTH) return undefined;
  return WORD.padEnd(minLength, ` ${WORD}`).slice(0, Math.max(minLength, Math.min(maxLength, WORD.length)));
}

function texts(view: View, keyword: string): readonly string[] {
  return stated(view, keyword).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
}

function numbers(view: View, keyword: string): readonly number[] {
  return stated(view, keyword).flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
}
