import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { openOnLoopback } from './open-on-loopback.ts';

/** A request as a fake agency saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query, raw. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>> | readonly string[];
  readonly body?: string | Uint8Array;
  /** Sent behind the body, which then goes in chunks. */
  readonly trailers?: Readonly<Record<string, string>>;
}

/** How a fake agency behaves: an answer, or `hang` (never answers), or `cut` (breaks the connection off). */
export type FakeBehaviour = (
  request: SeenRequest,
) => FakeAnswer | 'hang' | 'cut' | Promise<FakeAnswer | 'hang' | 'cut'>;

/** A stand-in for an agency's system, on a real socket. */
export interface FakeAgency {
  readonly url: string;
  readonly port: number;
  readonly seen: SeenRequest[];
  behave(behaviour: FakeBehaviour): void;
  stop(): Promise<void>;
}

const ECHO: FakeBehaviour = ({ body }) => ({
  headers: { 'content-type': 'application/json' },
  body: body.length > 0 ? body : '{"ok":true}',
});

/** Starts an agency that answers 200 with the request's own body, until told otherwise. */
export async function startFakeAgency(): Promise<FakeAgency> {
  const seen: SeenRequest[] = [];
  let behaviour = ECHO;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: target = '', headers, rawHeaders } = request;
      const noted = { method, target, headers, rawHeaders, body: Buffer.concat(chunks) };
      seen.push(noted);
      void respond(noted, response);
    });
  });

  async function respond(noted: SeenRequest, response: ServerResponse): Promise<void> {
    const answer = await behaviour(noted);
    if (answer === 'cut') response.destroy();
    else if (answer !== 'hang') {
      response.writeHead(answer.status ?? 200, answer.headers as string[] | undefined);
      if (answer.trailers !== undefined) response.addTrailers(answer.trailers);
      response.end(answer.body);
    }
  }

  return {
    ...(await openOnLoopback(server)),
    seen,
    behave(next) {
      behaviour = next;
    },
  };
}
