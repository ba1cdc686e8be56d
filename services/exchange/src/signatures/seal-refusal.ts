import type { ExchangeAnswer } from '@simpul/contracts';
import { type ErrorStyle, isSimpulError, toRoadAnswer } from '@simpul/errors';
import type { Progress } from '../steps/progress.ts';
import { boundTo, type ResponseKey, sealAnswer } from './seal-answer.ts';

export interface SealRefusalDeps {
  readonly responseKey: () => ResponseKey;
  readonly publicUrl: string;
  readonly errorStyle: () => ErrorStyle;
}

/**
 * Writes and signs the answer to a signed request that ended with an error, where its agreement demands signed answers. Errors that say
 * who calls is not known, or that it was known before, are the gateway's to write: they challenge, and prove nothing.
 *
 * @returns undefined where the answer is not to be signed
 */
export async function sealRefusal(
  error: unknown,
  progress: Progress,
  { responseKey, publicUrl, errorStyle }: SealRefusalDeps,
): Promise<ExchangeAnswer | undefined> {
  const bound = boundTo(progress);
  const mine = isSimpulError(error) && error.definition.exchange !== undefined && error.definition.status !== 401;
  if (bound === undefined || !mine) return undefined;
  const { id, method, headers, road } = progress.request;
  const accept = headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === 'accept').join(', ');
  const shown = toRoadAnswer(error, { id, xRoadId: road.id, accept, style: errorStyle(), publicUrl });
  const answer = { status: shown.status, headers: [...shown.headers], body: Buffer.from(shown.body) };
  return (await sealAnswer(answer, { method, bound, key: responseKey() })).answer;
}
