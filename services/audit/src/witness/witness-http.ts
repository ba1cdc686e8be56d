import { decodeText } from '@simpul/tlog';

/** Milliseconds for a witness to answer. */
export const WITNESS_TIMEOUT_MS = 1000;
/** Bytes of an answer; a checkpoint with a dozen ML-DSA-44 lines has half of it. */
export const WITNESS_ANSWER_MAX_BYTES = 65_536;

export interface WitnessAnswer {
  readonly status: number;
  readonly text: string;
}

export interface WitnessRequest {
  /** Body of a POST; without one it is a GET. */
  readonly body?: string;
  readonly timeoutMs: number;
}

/** A witness did not answer as HTTP has it, in time and within bounds. */
export class WitnessUnreachable extends Error {
  override readonly name = 'WitnessUnreachable';
}

/**
 * Asks a witness over a connection that is kept open. Redirects are not followed: its address is the one in the policy.
 * @throws WitnessUnreachable also for answers that take too long, are too large, or are not UTF-8
 */
export async function askWitness(url: string, { body, timeoutMs }: WitnessRequest): Promise<WitnessAnswer> {
  try {
    const response = await fetch(url, {
      ...(body === undefined ? {} : { method: 'POST', body }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, text: decodeText(await readBounded(response)) };
  } catch (cause) {
    if (cause instanceof WitnessUnreachable) throw cause;
    throw new WitnessUnreachable(reasonOf(cause), { cause });
  }
}

async function readBounded(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    // Leaving the loop ends the connection.
    if (length > WITNESS_ANSWER_MAX_BYTES) throw new WitnessUnreachable('its answer is too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Code of what failed below HTTP; never a message, which may quote what the witness sent. */
function reasonOf(cause: unknown): string {
  const { name, cause: below } = cause as { readonly name?: unknown; readonly cause?: { readonly code?: unknown } };
  if (name === 'TlogError') return 'its answer is not UTF-8';
  if (name === 'TimeoutError') return 'it does not answer in time';
  return typeof below?.code === 'string' ? `it cannot be reached (${below.code})` : 'it cannot be reached';
}
