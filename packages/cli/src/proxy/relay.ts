import type { IncomingMessage, ServerResponse } from 'node:http';
import { headersForClient, trailerPairs } from './response-headers.ts';

/**
 * Passes an answer on as it comes, with back-pressure. One that breaks off breaks off at the client too, so that nobody takes
 * a part for the whole.
 */
export function relay(
  answer: IncomingMessage,
  response: ServerResponse,
  meter: (bytes: number) => void,
): Promise<void> {
  response.sendDate = false;
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headersForClient(answer.rawHeaders));
  return new Promise((resolve) => {
    response.once('close', () => {
      answer.destroy();
      resolve();
    });
    answer.on('error', () => response.destroy());
    answer.once('close', () => {
      if (!answer.complete) response.destroy();
    });
    // Before pipe's own listener, which ends the message.
    answer.once('end', () => {
      if (answer.rawTrailers.length > 0) response.addTrailers(trailerPairs(answer.rawTrailers));
    });
    answer.on('data', (chunk: Buffer) => meter(chunk.length));
    answer.pipe(response);
    // The head must not wait for a slow body; with a quick one it goes in one packet.
    setImmediate(() => {
      if (!response.destroyed) response.flushHeaders();
    });
  });
}
