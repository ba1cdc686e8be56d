import { createServer } from 'node:http';
import { type LoopbackDoor, openOnLoopback } from '@simpul/testing';
import { request } from 'undici';

/** What somebody between a log and its readers shows them: the true log, but for its checkpoint. */
export interface ForgingDoor extends LoopbackDoor {
  /** Shows this in place of the checkpoint; the true one again where it is undefined. */
  show(forged: Uint8Array | undefined): void;
}

/** Opens such a door before the server at `url`. */
export async function openForgingDoor({ url }: { readonly url: string }): Promise<ForgingDoor> {
  let forged: Uint8Array | undefined;
  const server = createServer((asked, response) => {
    const path = asked.url ?? '/';
    if (forged !== undefined && path.endsWith('/checkpoint')) {
      response.end(forged);
      return;
    }
    request(`${url}${path}`).then(
      async ({ statusCode, body }) => response.writeHead(statusCode).end(Buffer.from(await body.arrayBuffer())),
      () => response.destroy(),
    );
  });
  return { ...(await openOnLoopback(server)), show: (bytes) => (forged = bytes) };
}
