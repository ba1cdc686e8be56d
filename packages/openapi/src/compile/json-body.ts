import { isUtf8 } from 'node:buffer';
import { parse } from 'secure-json-parse';
import { type Violation, WHOLE } from './violation.ts';

/** What a body must hold to name a prototype: the names, or an escape that could spell them. */
const PROTOTYPE_NAMES = /__proto__|constructor|\\u/;

export type ParsedBody = { readonly json: unknown } | Violation;

/** Parses a body as JSON (RFC 8259: UTF-8), refusing members that would become an object's prototype. */
export function parseJsonBody(body: Uint8Array): ParsedBody {
  if (!isUtf8(body)) return { place: WHOLE, rule: 'encoding' };
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  try {
    // Most bodies cannot name a prototype at all, not even by an escape: the plain parser is twice as fast.
    if (!PROTOTYPE_NAMES.test(text)) return { json: JSON.parse(text) as unknown };
    return { json: parse(text, undefined, { protoAction: 'error', constructorAction: 'error' }) };
  } catch {
    // The parser's message quotes the body, so it is not kept.
    return { place: WHOLE, rule: 'json' };
  }
}
