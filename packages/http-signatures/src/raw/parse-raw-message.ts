import { RAW_HEAD_MAX } from '../limits.ts';
import { isToken, trimmed } from '../message/field-lines.ts';
import type { RequestMessage, ResponseMessage } from '../message/message.ts';
import { RawMessageError, type RawMessageRule } from './raw-message-error.ts';
import { type RawHead, splitHead } from './split-head.ts';
import { targetUri } from './target-uri.ts';

/** A message as it stands in a file. */
export type RawMessage = ParsedRequest | ParsedResponse | UnreadableMessage;

interface Parsed {
  readonly ok: true;
  /** Bytes up to the empty line that ends the head, where header lines can be added. */
  readonly head: Uint8Array;
  readonly lineEnd: RawHead['lineEnd'];
}
export interface ParsedRequest extends Parsed {
  readonly kind: 'request';
  readonly message: RequestMessage;
}
export interface ParsedResponse extends Parsed {
  readonly kind: 'response';
  readonly message: ResponseMessage;
}
export interface UnreadableMessage {
  readonly ok: false;
  readonly rule: RawMessageRule;
  /** Counted from 1; absent where no one line is at fault. */
  readonly line?: number;
}

const REQUEST_LINE = /^([^ ]+) ([!-~]+) HTTP\/1\.1$/;
const STATUS_LINE = /^HTTP\/1\.1 ([2-5]\d\d) [\t -~\x80-\xff]*$/;

/**
 * Reads one HTTP/1.1 message from a file: a request or response line, header lines, an empty line and the body, which is all that
 * follows. Lines end in CRLF or in LF, all of the head in the same. What two readers could take differently is refused: folded lines,
 * space before a colon, other control characters, a transfer coding, a `Content-Length` that does not fit (an editor may have added a
 * newline at the end), `Host` missing, doubled or other than in the request line.
 *
 * The target URI is the request line's absolute form, or else `https://`, `Host` and the target.
 */
export function parseRawMessage(bytes: Uint8Array): RawMessage {
  try {
    return parse(bytes);
  } catch (error) {
    if (!(error instanceof RawMessageError)) throw error;
    const { rule, line } = error;
    return { ok: false, rule, ...(line === undefined ? {} : { line }) };
  }
}

function parse(bytes: Uint8Array): ParsedRequest | ParsedResponse {
  const { head, lineEnd, lines, body } = splitHead(bytes, RAW_HEAD_MAX);
  const [first = '', ...rest] = lines;
  const [, status] = STATUS_LINE.exec(first) ?? [];
  const [, method = '', target = ''] = REQUEST_LINE.exec(first) ?? [];
  if (status === undefined && !isToken(method)) throw new RawMessageError('first-line', 1);
  const headers = rest.flatMap((line, i) => parseField(line, i + 2));
  assertLength(headers, body);
  if (status !== undefined)
    return { ok: true, kind: 'response', message: { status: Number(status), headers, body }, head, lineEnd };
  const message = { method, targetUri: targetUri(target, valuesOf(headers, 'host')), headers, body };
  return { ok: true, kind: 'request', message, head, lineEnd };
}

function parseField(line: string, number: number): [string, string] {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0));
  if (/^[ \t]/.test(line)) throw new RawMessageError('folded-line', number);
  if (!isToken(name)) throw new RawMessageError('field-line', number);
  return [name, trimmed(line.slice(colon + 1))];
}

function assertLength(headers: readonly string[], body: Uint8Array): void {
  if (valuesOf(headers, 'transfer-encoding').length > 0) throw new RawMessageError('transfer-encoding');
  const [length, ...more] = valuesOf(headers, 'content-length');
  if (more.length > 0 || (length !== undefined && length !== String(body.length)))
    throw new RawMessageError('content-length');
}

function valuesOf(headers: readonly string[], name: string): string[] {
  return headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === name);
}
