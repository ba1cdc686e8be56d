import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type LoopbackDoor, openOnLoopback } from '@simpul/testing';
import { request } from 'undici';

const TEXT = 'text/plain';

/** What is answered in place of a witness; `silence` leaves the call without answer. */
export type Lie = { readonly status: number; readonly body: string; readonly type?: string } | 'silence';

/** A stub before a true witness: it hands on what is asked and answered, or tells the log a lie instead. */
export interface LyingDoor extends LoopbackDoor {
  /** Answers every submission so from now on, without asking the witness; truly again where it is undefined. */
  tell(lie: ((body: string) => Lie) | undefined): void;
  /** Submissions so far. */
  asked(): number;
}

/** Opens the stub before the witness at `url`. */
export async function openLyingDoor({ url }: { readonly url: string }): Promise<LyingDoor> {
  let lie: ((body: string) => Lie) | undefined;
  let asked = 0;

  async function answer(call: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(call);
    const isSubmission = call.method === 'POST';
    if (isSubmission) asked += 1;
    const told = isSubmission ? lie?.(body) : undefined;
    if (told === 'silence') return;
    if (told === undefined)
      await handOn(`${url}${call.url ?? ''}`, { body: isSubmission ? body : undefined, response });
    else response.writeHead(told.status, { 'content-type': told.type ?? TEXT }).end(told.body);
  }

  const server = createServer((call, response) => {
    answer(call, response).catch(() => response.destroy());
  });
  return { ...(await openOnLoopback(server)), tell: (next) => (lie = next), asked: () => asked };
}

async function handOn(
  url: string,
  { body, response }: { readonly body: string | undefined; readonly response: ServerResponse },
): Promise<void> {
  const answer = await request(url, body === undefined ? {} : { method: 'POST', body });
  const type = answer.headers['content-type'];
  response.writeHead(answer.statusCode, { 'content-type': typeof type === 'string' ? type : TEXT });
  response.end(await answer.body.text());
}
