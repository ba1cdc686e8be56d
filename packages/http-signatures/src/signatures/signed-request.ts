import type { RequestMessage } from '../message/message.ts';
import { type ReadMessage, readMessage } from '../message/read-message.ts';
import { SIMPUL_REQUEST } from '../profiles/simpul-request.ts';
import { SignatureError } from '../signature-error.ts';
import { findSignature } from './find-signature.ts';

/** Requests that were verified: who signs the response to one need not read it again. */
const verified = new WeakMap<RequestMessage, ReadMessage<RequestMessage>>();

/** Notes that a request was read, and has one signature of ours. */
export function noteVerified(read: ReadMessage<RequestMessage>): void {
  verified.set(read.message, read);
}

/**
 * Reads the request that a response is bound to, which must have one signature of ours.
 *
 * @throws SignatureError `request-signature` about the rule that it breaks
 */
export function readSignedRequest(request: RequestMessage): ReadMessage<RequestMessage> {
  const known = verified.get(request);
  if (known !== undefined) return known;
  try {
    const read = readMessage(request);
    findSignature(read.fields, SIMPUL_REQUEST.tag);
    return read;
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error;
    throw new SignatureError('request-signature', error.rule, { cause: error });
  }
}
