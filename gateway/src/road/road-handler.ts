import type { BodyLanes, BusClient } from '@simpul/bus';
import {
  CALL_BODY_MAX_BYTES,
  type ExchangeAnswer,
  exchangeDispatch,
  exchangeMetadata,
  type ExchangeRequest,
  exchangeStream,
} from '@simpul/contracts';
import { type ErrorStyle, HTTP, SimpulError, STREAM } from '@simpul/errors';
import type { Logger, Metrics, Tracing } from '@simpul/telemetry';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authority } from '../auth/authority.ts';
import type { ReadCredential } from '../auth/credential.ts';
import { STREAM_WINDOW_BYTES } from '../config.ts';
import { answerRoadError } from './answer-road-error.ts';
import { makeExchangeId } from './exchange-id.ts';
import type { LargeBody } from './large-body.ts';
import { type BodyReader, RequestAborted } from './read-body.ts';
import { type ReadHeaders, readHeaders, withoutCredentials } from './read-headers.ts';
import { cutWhenIdle, sendStream } from './send-stream.ts';
import type { StreamingSockets } from './streaming-sockets.ts';

export interface RoadDeps {
  readonly client: BusClient;
  /** The exchange nodes, where none runs in this process. */
  readonly apart: { readonly isAway: () => boolean } | undefined;
  readonly authority: Pick<Authority, 'assertRegistry'>;
  readonly readCredential: ReadCredential;
  readonly bodies: BodyReader;
  readonly lanes: BodyLanes;
  readonly streams: StreamingSockets;
  readonly publicUrl: string;
  readonly errorStyle: { readonly current: ErrorStyle };
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
  const { client, apart, authority, readCredential, bodies, lanes, streams, publicUrl, metrics, tracing, logger } =
    deps;

  /** A call whose body goes beside it, as the exchange takes it. */
  async function passOn(call: ExchangeRequest, { source, length }: LargeBody, request: IncomingMessage) {
    const lane = `${call.id}/request`;
    lanes.offer(lane, source);
    const ended = streams.hold(request);
    try {
      return await client.call(exchangeStream, { ...call, ...(length === undefined ? {} : { length }) });
    } finally {
      lanes.take(lane);
      // What was held of a refused body is let go, and the rest dropped.
      if (source !== request) source.destroy();
      ended();
    }
  }

  /** The one call that an exchange is. */
  function dispatch(call: ExchangeRequest, body: Uint8Array | LargeBody, request: IncomingMessage) {
    if (!(body instanceof Uint8Array)) return passOn(call, body, request);
    return client.call(exchangeDispatch, { ...call, body }).finally(() => bodies.release(body));
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
      if (apart?.isAway() === true) throw away();
      authority.assertRegistry();
      const credential = await readCredential(request, read);
      const headers = credential.link === 'token' ? withoutCredentials(read.kept) : read.kept;
      const road = { ...read.road, traceparent: span.traceparent };
      const signed = read.signed === undefined ? {} : { signed: read.signed };
      const passing = apart === undefined ? signed : { ...signed, apart: true as const };
      const call: ExchangeRequest = { id, arrivedAt, method, target, headers, road, credential, ...passing };
      let answer: ExchangeAnswer;
      if (method === 'GET' && METADATA.test(target)) {
        answer = await client.call(exchangeMetadata, call);
      } else {
        const body = await bodies.read(request);
        if (apart !== undefined && !(body instanceof Uint8Array)) throw refuseLarge(body, request);
        dispatched = true;
        // The time that a service has begins when the request is there.
        answer = await dispatch({ ...call, arrivedAt: Date.now() }, body, request);
      }
      if (answer.stream === undefined) send(response, answer, method);
      else sendStream(response, answer, lanes.take(`${id}/response`));
      failed = false;
    } catch (error) {
      if (error instanceof RequestAborted) return;
      const xRoadId = read?.road.id;
      const { accept } = request.headers;
      const style = deps.errorStyle.current;
      answerRoadError(response, error, { id, xRoadId, accept, method, publicUrl, style, dispatched, metrics, logger });
    } finally {
      span.end(
        { 'http.request.method': method, 'http.response.status_code': response.statusCode, 'simpul.exchange_id': id },
        failed,
      );
    }
  };
}

function away(): SimpulError {
  return new SimpulError(HTTP.SERVICE_AWAY, { params: { service: 'exchange' }, retryAfter: 1 });
}

/** What was held of it is let go. */
function refuseLarge({ source }: LargeBody, request: IncomingMessage): SimpulError {
  if (source !== request) source.destroy();
  return new SimpulError(STREAM.UNAVAILABLE, { params: { limit: CALL_BODY_MAX_BYTES } });
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
  if (body.length > STREAM_WINDOW_BYTES) cutWhenIdle(response);
}
