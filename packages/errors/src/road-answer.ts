import type { SimpulError } from './simpul-error.ts';
import { toXRoadError } from './x-road-error.ts';
import type { ErrorStyle } from './x-road-style.ts';

/** An error as a caller of `/r1` gets it. */
export interface RoadErrorAnswer {
  readonly status: number;
  /** Names and values alternating, without `Content-Length`. */
  readonly headers: readonly string[];
  readonly body: string;
}

export interface RoadErrorOptions {
  /** The exchange id. */
  readonly id: string;
  /** `X-Road-Id`, if the caller sent one. */
  readonly xRoadId: string | undefined;
  /** The caller's `Accept`. */
  readonly accept: string | undefined;
  /** As the region names errors. */
  readonly style: ErrorStyle;
  readonly publicUrl: string;
}

/** Writes the answer to a call that ended with an error: X-Road's body and headers, and where its receipt is. */
export function toRoadAnswer(error: SimpulError, options: RoadErrorOptions): RoadErrorAnswer {
  const { id, xRoadId, accept, style, publicUrl } = options;
  const { status, type, contentType, body } = toXRoadError(error, { detail: id, accept, style });
  const headers = ['Content-Type', contentType, 'X-Road-Error', type, 'x-road-request-id', id];
  if (xRoadId !== undefined) headers.push('x-road-id', xRoadId);
  if (error.retryAfter !== undefined) headers.push('Retry-After', String(error.retryAfter));
  const record = error.definition.exchange?.record;
  if (record === 'denied' || record === 'closed' || record === 'interrupted') {
    headers.push('X-Simpul-Receipt', `${publicUrl}/audit/v1/receipts/${id}`);
  }
  return { status, headers: [...headers, ...error.headers], body };
}
