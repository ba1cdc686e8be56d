import { openOnLoopback } from '@simpul/testing';
import { createServer, type IncomingMessage, request as forward, type ServerResponse } from 'node:http';

/** One request that reached the agencies, and what they answered. */
export interface Recorded {
  readonly method: string;
  /** Path and query, raw. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  answer: string;
}

/** Stands before the stand-in systems, records what passes, and changes nothing. */
export interface RecordingFront {
  readonly url: string;
  readonly recorded: readonly Recorded[];
  stop(): Promise<void>;
}

/** With this request header the front answers in their place, with what is not HTTP. */
export const GARBLE = 'x-uji-rusak';

/** Starts a front before the stand-in systems at `behind`. */
export async function startRecordingFront(behind: string): Promise<RecordingFront> {
  const recorded: Recorded[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => pass(request, response, Buffer.concat(chunks)));
  });

  function pass(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const { method = '', url: target = '', headers } = request;
    const note: Recorded = { method, target, headers, body: body.toString(), answer: '' };
    recorded.push(note);
    const garbled = headers[GARBLE];
    if (typeof garbled === 'string') {
      note.answer = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nbukan ukuran ${garbled}\r\n`;
      response.socket?.end(note.answer);
      return;
    }
    const onward = forward(`${behind}${target}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
      answer.on('data', (chunk: Buffer) => {
        note.answer += chunk.toString();
        response.write(chunk);
      });
      answer.on('end', () => response.end());
    });
    // A stand-in that breaks off, or takes longer than its caller waits.
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    onward.end(body);
  }

  return {
    ...(await openOnLoopback(server)),
    recorded,
  };
}
