import type { ExchangeRequest } from '@simpul/contracts';
import { type RequestMessage, SignatureError } from '@simpul/http-signatures';

/** The request as its consumer signed it. */
export function signedMessage(
  { method, target, signed = [] }: ExchangeRequest,
  body: Uint8Array,
  publicUrl: string,
): RequestMessage {
  return { method, targetUri: `${publicUrl}${target}`, headers: signed, body };
}

/**
 * Holds what is acted on, and what passes on, to what was signed: the gateway sorts headers, and must not be able to have another one
 * acted on than the consumer signed (design 02, rule 5).
 *
 * @throws SignatureError `signature-wrong`, naming the field
 */
export function assertActedOn({ headers, road, credential, signed = [] }: ExchangeRequest): void {
  const said = linesOf(signed);
  const passed = linesOf(headers);
  const acted: readonly (readonly [string, string | undefined])[] = [
    ['x-road-client', road.client],
    ['x-road-id', road.id],
    ['x-simpul-purpose', road.purpose],
    ['content-type', road.contentType],
  ];
  for (const [name, value = ''] of acted) {
    same(name, said, value);
    same(name, said, passed.get(name) ?? '');
  }
  if (credential.link !== 'token') same('authorization', said, passed.get('authorization') ?? '');
  else if (said.get('authorization')?.split(' ')[1] !== credential.token) throw wrong('authorization');
}

function same(name: string, said: ReadonlyMap<string, string>, value: string): void {
  if ((said.get(name) ?? '') !== value) throw wrong(name);
}

function wrong(name: string): SignatureError {
  return new SignatureError('signature-wrong', name);
}

/** Values of fields by lower-case name, several lines joined. */
function linesOf(headers: readonly string[]): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = (headers[i] ?? '').toLowerCase();
    const before = lines.get(name);
    const value = headers[i + 1] ?? '';
    lines.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return lines;
}
