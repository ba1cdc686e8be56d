import {
  parseRawMessage,
  type RequestMessage,
  type ResponseMessage,
  verifyRequest,
  verifyResponse,
  type VerifyingKey,
} from '@simpul/http-signatures';

export const MESSAGES = ['request', 'response'] as const;
export type Message = (typeof MESSAGES)[number];

/** What somebody says a message was: the body, and the whole of it where that was given. */
export interface GivenMessage<M> {
  readonly body: Uint8Array;
  readonly message?: M;
}

export interface GivenMessages {
  readonly request?: GivenMessage<RequestMessage>;
  readonly response?: GivenMessage<ResponseMessage>;
}

const NO_BODY = new Uint8Array();

/** Reads a file as the request: a raw HTTP message, or else the body alone. */
export function givenRequest(file: Uint8Array): GivenMessage<RequestMessage> {
  const raw = parseRawMessage(file);
  if (!raw.ok || raw.kind !== 'request') return { body: file };
  return { body: raw.message.body ?? NO_BODY, message: raw.message };
}

/** Reads a file as the response: a raw HTTP message, or else the body alone. */
export function givenResponse(file: Uint8Array): GivenMessage<ResponseMessage> {
  const raw = parseRawMessage(file);
  if (!raw.ok || raw.kind !== 'response') return { body: file };
  return { body: raw.message.body ?? NO_BODY, message: raw.message };
}

interface Recorded {
  readonly base: string;
  readonly key: VerifyingKey;
  readonly leaf: Readonly<Record<string, unknown>>;
}

/**
 * Compares a whole message with the recorded signature base, as its receiver verified it at the time. A whole response can be compared
 * only beside its whole request.
 *
 * @returns the rule that is broken; undefined where nothing is, or no whole message was given
 */
export async function compareMessage(
  of: Message,
  { request, response }: GivenMessages,
  { base, key, leaf }: Recorded,
): Promise<string | undefined> {
  const now = Math.floor(Number(leaf['at'] ?? leaf['time']) / 1000);
  const findKey = (keyid: string) => (keyid === key.keyid ? ({ key, state: 'active' } as const) : undefined);
  if (request?.message === undefined) return undefined;
  if (of === 'request') {
    const arrived = Math.floor(Number(leaf['time']) / 1000);
    const result = await verifyRequest(request.message, { now: arrived, findKey, recordNonce: () => true });
    if (!result.ok) return result.rule;
    return result.base === base ? undefined : 'another signature';
  }
  if (response?.message === undefined) return undefined;
  const result = await verifyResponse(response.message, { request: request.message, now, findKey });
  if (!result.ok) return result.rule;
  return result.base === base ? undefined : 'another signature';
}
