import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

/** A request without a connection, whose body a test pushes. */
export function fakeRequest(headers: Readonly<Record<string, string>> = {}): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, headers);
  return request;
}

/** Ends a request's body as the parser does. */
export function finish(request: IncomingMessage): void {
  request.complete = true;
  request.push(null);
}
