import { SimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';
import { parseJsonObject } from './answer-json.ts';
import { failureOf } from './bus-failure.ts';
import type { HttpAnswer, HttpRequest } from './http-client.ts';

/**
 * Reads the JSON object that a request was answered with.
 *
 * @param url - address of the bus
 * @throws SimpulError that the bus answered with; `SIMPUL_CLI_NOT_A_BUS` for another answer than a JSON object
 */
export function readJson(
  answer: HttpAnswer,
  { method, path }: Pick<HttpRequest, 'method' | 'path'>,
  url: string,
): Readonly<Record<string, unknown>> {
  if (answer.status >= 400) throw failureOf(answer, url);
  const body = parseJsonObject(answer.body);
  if (body !== undefined) return body;
  const reason = `${method} ${path} answered ${answer.status} without JSON`;
  throw new SimpulError(CLI.NOT_A_BUS, { params: { url, reason } });
}
