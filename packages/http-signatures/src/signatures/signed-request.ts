import type { RequestMessage } from '../message/message.ts';
import { type ReadMessage, readMessage } from '../message/read-message.ts';
import { SIMPUL_REQUEST } from '../profiles/simpul-request.ts';
import { SignatureError } from '../signature-error.ts';
import { findSignature } from './find-signature.ts';

/**
 * Reads the request that a response is bound to, which must have one signature of ours.
 *
 * @throws SignatureError `request-signature` about the rule that it breaks
 */
export function readSignedRequest(request: RequestMessage): ReadMessage<RequestMessage> {
  try {
    const read = readMessage(request);
    findSignature(read.fields, SIMPUL_REQUEST.tag);
    return read;
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error;
    throw new SignatureError('request-signature', error.rule, { cause: error });
  }
}
