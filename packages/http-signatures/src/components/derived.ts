import { type HttpMessage, isRequest, type RequestMessage } from '../message/message.ts';

/**
 * Derived components of a request (RFC 9421 section 2.2). The profiles ask for two of them; the others serve who looks for the reason
 * why a signature made for something else was refused.
 */
const OF_REQUEST: ReadonlyMap<string, (request: RequestMessage) => string> = new Map([
  ['@method', ({ method }) => method],
  ['@target-uri', ({ targetUri }) => targetUri],
  ['@authority', ({ targetUri }) => new URL(targetUri).host],
  ['@scheme', ({ targetUri }) => new URL(targetUri).protocol.slice(0, -1)],
  ['@request-target', ({ targetUri }) => new URL(targetUri).pathname + new URL(targetUri).search],
  ['@path', ({ targetUri }) => new URL(targetUri).pathname],
  ['@query', ({ targetUri }) => new URL(targetUri).search || '?'],
]);

/** The value of a derived component, undefined where the message has none of that name. */
export function derivedValue(name: string, message: HttpMessage): string | undefined {
  if (isRequest(message)) return OF_REQUEST.get(name)?.(message);
  return name === '@status' ? String(message.status) : undefined;
}
