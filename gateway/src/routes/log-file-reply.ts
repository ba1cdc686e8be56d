import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { isKnown } from './if-none-match.ts';

/** Bytes below which compression is not worth its work. */
const GZIP_MIN_BYTES = 1024;
const compress = promisify(gzip);

export interface LogFile {
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly cacheControl: string;
  /** Whether it is worth compressing: entries are text, hashes and signatures are not. */
  readonly compressible: boolean;
}

/** Sends a file of a log, or 304 where the caller has it; HEAD is answered as GET is, without the body. */
export async function sendLogFile(request: FastifyRequest, reply: FastifyReply, file: LogFile): Promise<FastifyReply> {
  const { body, contentType, cacheControl, compressible } = file;
  const isGzip = compressible && body.length >= GZIP_MIN_BYTES && prefersGzip(request);
  const digest = createHash('sha256').update(body).digest('base64url');
  const tag = isGzip ? `"${digest}-gzip"` : `"${digest}"`;
  reply.type(contentType).header('Cache-Control', cacheControl).header('ETag', tag);
  if (compressible) reply.header('Vary', 'Accept-Encoding');
  if (isKnown(request.headers['if-none-match'], tag)) return reply.code(304).send();
  if (!isGzip) return reply.send(Buffer.from(body));
  // On zlib's own threads; level 1, since bundles are large and asked for one after the other.
  return reply.header('Content-Encoding', 'gzip').send(await compress(body, { level: constants.Z_BEST_SPEED }));
}

function prefersGzip({ headers }: FastifyRequest): boolean {
  return new Negotiator({ headers }).encoding(['gzip', 'identity']) === 'gzip';
}
