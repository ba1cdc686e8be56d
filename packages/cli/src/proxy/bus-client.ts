import { SimpulError } from '@simpul/errors';
import type { HttpAnswer, HttpClient, HttpRequest } from '../api/http-client.ts';
import { CLI } from '../errors.ts';
import { TOKEN_ANSWER_BYTES, TOKEN_ANSWER_MS } from './limits.ts';
import type { Upstream } from './upstream.ts';

/** The commands' client of a bus over the proxy's own connections: the one of the other commands would load undici, 10 MB. */
export function createBusClient(upstream: Upstream, url: string): HttpClient {
  return {
    send: (request) =>
      exchange(upstream, request).catch((cause: unknown) => {
        const { code, message } = cause as NodeJS.ErrnoException;
        throw new SimpulError(CLI.UNREACHABLE, { params: { url, reason: code ?? message }, cause });
      }),
    close: () => Promise.resolve(upstream.close()),
  };
}

function exchange(upstream: Upstream, { method, path, headers = [], body = '' }: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const length = ['Content-Length', String(Buffer.byteLength(body))];
    const { request } = upstream.begin({ method, path, headers: ['Host', upstream.host, ...headers, ...length] });
    const late = setTimeout(() => request.destroy(new Error('no answer in time')), TOKEN_ANSWER_MS);
    request.on('error', reject);
    request.once('close', () => {
      clearTimeout(late);
      reject(new Error('the answer broke off'));
    });
    request.once('response', (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('error', reject);
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > TOKEN_ANSWER_BYTES) request.destroy(new Error('the answer is too large'));
        else chunks.push(chunk);
      });
      answer.once('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.end(body);
  });
}
