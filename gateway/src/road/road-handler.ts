import type { BusClient } from '@simpul/bus';
import {
  type Credential,
  type ExchangeAnswer,
  exchangeDispatch,
  exchangeMetadata,
  type ExchangeRequest,
} from '@simpul/contracts';
import { AUTH, SimpulError } from '@simpul/errors';
import type { Logger, Metrics, Tracing } from '@simpul/telemetry';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dpopToken } from '../auth/authorization-header.ts';
import type { createProofChecker } from '../auth/dpop-proof.ts';
import { isLoopback } from '../auth/loopback.ts';
import { answerRoadError } from './answer-road-error.ts';
import { makeExchangeId } from './exchange-id.ts';
import { type BodyReader, RequestAborted } from './read-body.ts';
import { type ReadHeaders, readHeaders, withoutAuthorization } from './read-headers.ts';

export interface RoadDeps {
  readonly client: BusClient;
  readonly checkProof: ReturnType<typeof createProofChecker>;
  readonly bodies: BodyReader;
  readonly publicUrl: string;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly logger: Logger;
}

/** GET on one of these service codes is X-Road's metadata, not an exchange (PR-META, PR-MREST). */
const METADATA = /^\/r1\/[^/]+\/[^/]+\/[^/]+\/[^/]+\/(?:listMethods|allowedMethods|getOpenAPI)(?:\?|$)/;
const EMPTY_ANSWERS: ReadonlySet<number> = new Set([204, 304]);

/** Takes calls to `/r1`: reads them, checks the proof of possession, makes one call to the exchange, and answers. */
export function createRoadHandler(
  deps: RoadDeps,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { client, bodies, publicUrl, metrics, tracing, logger } = deps;

  async function credentialOf(request: IncomingMessage, { authorization, dpop }: ReadHeaders): Promise<Credential> {
    const token = dpopToken(authorization);
    if (token === undefined && dpop === undefined)
      return { link: 'open', loopback: isLoopback(request.socket.remoteAddress) };
    if (token === undefined) throw new SimpulError(AUTH.TOKEN_MISSING);
    if (dpop === undefined) throw new SimpulError(AUTH.PROOF_INVALID, { params: { reason: 'it is missing' } });
    const path = request.url?.split('?', 1)[0] ?? '';
    const proof = await deps.checkProof(dpop, { method: request.method ?? '', url: publicUrl + path, token });
    return { link: 'token', token, proof };
  }

  return async (request, response) => {
    const id = makeExchangeId();
    const arrivedAt = Date.now();
    const { method = '', url: target = '' } = request;
    let read: ReadHeaders | undefined;
    const span = tracing.start('gateway', 'server', headerOf(request, 'traceparent'));
    let failed = true;
    let dispatched = false;
    try {
      read = readHeaders(request.rawHeaders);
      const credential = await credentialOf(request, read);
      const headers = credential.link === 'token' ? withoutAuthorization(read.kept) : read.kept;
      const road = { ...read.road, traceparent: span.traceparent };
      const call: ExchangeRequest = { id, arrivedAt, method, target, headers, road, credential };
      let answer: ExchangeAnswer;
      if (method === 'GET' && METADATA.test(target)) {
        answer = await client.call(exchangeMetadata, call);
      } else {
        const body = await bodies.read(request);
        dispatched = true;
        answer = await client.call(exchangeDispatch, { ...call, body }).finally(() => bodies.release(body));
      }
      send(response, answer, method);
      failed = false;
    } catch (error) {
      if (error instanceof RequestAborted) return;
      const { id: xRoadId, accept } = read?.road ?? {};
      answerRoadError(response, error, { id, xRoadId, accept, method, publicUrl, dispatched, metrics, logger });
    } finally {
      span.end(
        { 'http.request.method': method, 'http.response.status_code': response.statusCode, 'simpul.exchange_id': id },
        failed,
      );
    }
  };
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** The provider's answer, its headers as they came; one `Date` (Node adds it only where there is none). */
function send(response: ServerResponse, { status, headers, body }: ExchangeAnswer, method: string): void {
  if (method === 'HEAD' || EMPTY_ANSWERS.has(status)) {
    response.writeHead(status, headers);
    response.end();
    return;
  }
  response.writeHead(status, [...headers, 'Content-Length', String(body.length)]);
  response.end(body);
}
