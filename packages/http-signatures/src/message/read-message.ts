import { SignatureError } from '../signature-error.ts';
import { type FieldLines, isToken, readFieldLines } from './field-lines.ts';
import { type HttpMessage, isRequest } from './message.ts';

/** A message whose parts are well-formed, its field lines gathered. */
export interface ReadMessage<M extends HttpMessage = HttpMessage> {
  readonly message: M;
  readonly fields: FieldLines;
  readonly hasBody: boolean;
}

/** Printable ASCII; a fragment is never sent (RFC 9110 section 7.1). */
const TARGET_URI = /^https?:\/\/[!"$-~][!"$-~]*$/;

/**
 * Looks a message over, so that no part of it can break out of its line in the signature base.
 *
 * @throws SignatureError `method-malformed`, `target-uri-malformed`, `status-malformed`, `field-malformed`, `field-folded`
 */
export function readMessage<M extends HttpMessage>(message: M): ReadMessage<M> {
  if (isRequest(message)) {
    if (!isToken(message.method)) throw new SignatureError('method-malformed');
    if (!TARGET_URI.test(message.targetUri) || !URL.canParse(message.targetUri))
      throw new SignatureError('target-uri-malformed');
  } else if (!Number.isInteger(message.status) || message.status < 200 || message.status > 599) {
    throw new SignatureError('status-malformed');
  }
  const hasBody = message.body !== undefined && message.body.length > 0;
  return { message, fields: readFieldLines(message.headers), hasBody };
}
