import type { ResponseMessage } from '@simpul/http-signatures';
import type { HttpAnswer } from '../api/http-client.ts';

/** An answer as what its signature is about. */
export function responseMessage({ status, headers, body }: HttpAnswer): ResponseMessage {
  const lines = Object.entries(headers).flatMap(([name, value = []]) =>
    [value].flat().flatMap((line): [string, string] => [name, line]),
  );
  return { status, headers: lines, body };
}
