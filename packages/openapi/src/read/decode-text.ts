import { isUtf8 } from 'node:buffer';
import type { Fault } from './fault.ts';

/** Controls, and marks that show a text in another order than it is read in ("Trojan Source", CVE-2021-42574). */
// oxlint-disable-next-line no-control-regex
const HIDDEN = /[\0-\x08\v\f\x0e-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/;

/** A document's text, without its byte order mark, or why it has none. */
export function decodeText(source: Uint8Array | string, maxBytes: number): string | Fault {
  const bytes = typeof source === 'string' ? Buffer.byteLength(source) : source.byteLength;
  if (bytes > maxBytes) return tooLarge(maxBytes);
  if (typeof source !== 'string' && !isUtf8(source)) return fault('text-encoding', 'expected UTF-8', 'harus UTF-8');
  const text = (typeof source === 'string' ? source : Buffer.from(source).toString('utf8')).replace(/^\uFEFF/, '');
  const hidden = HIDDEN.exec(text);
  if (hidden === null) return text;
  const code = hidden[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return {
    ...fault(
      'text-hidden',
      `expected no control or direction mark (U+${code})`,
      `tidak boleh ada karakter kendali atau penanda arah (U+${code})`,
    ),
    ...positionIn(text, hidden.index),
  };
}

function tooLarge(maxBytes: number): Fault {
  const limit = `${maxBytes / 1024} KiB`;
  return fault('text-size', `expected a contract of at most ${limit}`, `kontrak paling besar ${limit}`);
}

function fault(rule: string, en: string, id: string): Fault {
  return { line: 1, column: 1, rule, message: { en, id } };
}

function positionIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
