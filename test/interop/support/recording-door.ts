import { createServer, type IncomingMessage, request as forward, type ServerResponse } from 'node:http';
import type { RequestMessage, ResponseMessage } from '@simpul/http-signatures';
import { openOnLoopback } from '@simpul/testing';

/** A request at the public door and its answer, as they came. */
export interface Passed {
  readonly request: RequestMessage;
  readonly response: ResponseMessage;
}

/** Stands before a bus as a load balancer does, under the bus's public address; records what passes, and changes nothing. */
export interface RecordingDoor {
  readonly url: string;
  readonly passed: readonly Passed[];
  /** From here on, what comes goes to this port. */
  open(port: number): void;
  stop(): Promise<void>;
}

export async function startRecordingDoor(): Promise<RecordingDoor> {
  const passed: Passed[] = [];
  let bus = 0;
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const door = await openOnLoopback(server);

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', url: path = '', rawHeaders: headers } = incoming;
    const body = await read(incoming);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const onward = forward({ host: '127.0.0.1', port: bus, method, path, headers }, resolve);
      onward.once('error', reject);
      onward.end(body);
    });
    const content = await read(answer);
    const { statusCode: status = 0, rawHeaders } = answer;
    passed.push({
      request: { method, targetUri: door.url + path, headers, body },
      response: { status, headers: rawHeaders, body: content },
    });
    outgoing.writeHead(status, rawHeaders).end(content);
  }

  return { ...door, passed, open: (port) => void (bus = port) };
}

async function read(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
