import { SimpulError } from '@simpul/errors';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { proveWith } from '../api/dpop.ts';
import type { AccessToken } from '../api/token.ts';
import { createStreamMeter } from '../stream-garbage.ts';
import { type Attempt, AttemptFailed, beginAttempt } from './attempt.ts';
import { PROXY } from './errors.ts';
import { ownRefusalOf } from './own-refusal.ts';
import { relay } from './relay.ts';
import { holdBody } from './held-body.ts';
import { createRequestBody, type HeldBytes, type RequestBody } from './request-body.ts';
import { headersForBus } from './request-headers.ts';
import type { SignRequest } from '../signatures/request-signer.ts';
import { NoToken, type TokenKeeper } from './token-keeper.ts';
import type { Upstream } from './upstream.ts';

/** Bytes that may stream before the buffers that held them are given back. */
const COLLECTED_BYTES = 2 * 1024 * 1024;

/** Why a request goes out once more; each reason once. */
type Again = 'nonce' | 'token' | 'connection';

export interface ForwardDeps {
  readonly upstream: Upstream;
  readonly tokens: TokenKeeper;
  /** How the bus names itself, for proofs. */
  readonly publicUrl: string;
  readonly client: string;
  readonly budget: HeldBytes;
  /** Signs exchanges, whose bodies are held for that; nobody does where it is absent. */
  readonly signing?: Signing | undefined;
}

/** Who signs exchanges. */
export interface Signing {
  /** With the key that goes with the token in use. */
  readonly sign: SignRequest;
  /** What the bodies that wait for a signature may take. */
  readonly budget: HeldBytes;
}

export interface Forwarder {
  /** Passes a request on, and its answer back. Nothing was answered when it throws. @throws SimpulError `SIMPUL_PROXY_*` */
  forward(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Passes requests on to the bus, each with the token and a fresh proof. */
export function createForwarder({ upstream, tokens, publicUrl, client, budget, signing }: ForwardDeps): Forwarder {
  /** The newest that the bus demanded; it demands none at first. */
  let nonce: string | undefined;
  const meter = createStreamMeter(COLLECTED_BYTES);

  async function exchange(request: IncomingMessage, response: ServerResponse, body: RequestBody): Promise<void> {
    const { method = '', url: target = '' } = request;
    const kept = headersForBus(request.rawHeaders, {
      host: upstream.host,
      client,
      isExchange: isExchange(request),
      method,
      heldBytes: body.bytes?.length,
    });
    const url = publicUrl + (target.split('?', 1)[0] ?? '');
    const prove = (token: AccessToken): Promise<string> =>
      proveWith(token.proofKey, { method, url, token: token.value, ...(nonce === undefined ? {} : { nonce }) });
    /** With a signature where the body is held for it: a new one each time, with a nonce of its own. */
    async function signed(headers: readonly string[]): Promise<readonly string[]> {
      if (signing === undefined || body.bytes === undefined) return headers;
      const lines = await signing.sign({ method, targetUri: publicUrl + target, headers, body: body.bytes });
      return [...headers, ...lines];
    }
    const tried = new Set<Again>();
    const mayTry = (reason: Again): boolean => body.repeatable && !tried.has(reason);
    let attempt: Attempt | undefined;
    response.once('close', () => attempt?.abandon());

    let token = await tokens.get();
    let proof = await prove(token);
    while (!response.destroyed) {
      const headers = await signed([...kept, 'Authorization', `DPoP ${token.value}`, 'DPoP', proof]);
      attempt = beginAttempt(
        upstream,
        { method, path: target, headers },
        { body, onContinue: () => sayContinue(response) },
      );
      let answer: IncomingMessage;
      try {
        answer = await attempt.answer;
      } catch (error) {
        // Its connection may have been closed by the bus as it was used again. The proof is good for one exchange: if the first
        // request did arrive, the bus refuses the second.
        const isStale = error instanceof AttemptFailed && error.connection === 'reused';
        if (!isStale || !mayTry('connection') || response.destroyed) throw unanswered(error);
        tried.add('connection');
        body.stop();
        continue;
      }
      const refusal = ownRefusalOf(answer);
      if (refusal?.kind === 'nonce') ({ nonce } = refusal);
      if (refusal?.kind === 'proof' && tried.has('connection')) {
        dismiss(answer, attempt, request);
        throw unanswered(
          new AttemptFailed('reused', new Error('the connection ended, and the bus had seen the request')),
        );
      }
      const reason = refusal?.kind === 'proof' ? undefined : refusal?.kind;
      const next = reason !== undefined && mayTry(reason) ? await another(reason, token) : undefined;
      if (reason === undefined || next === undefined) {
        body.forget();
        return relay(answer, response, meter);
      }
      tried.add(reason);
      body.stop();
      dismiss(answer, attempt, request);
      token = next;
      proof = await prove(token);
    }
    attempt?.abandon();
  }

  /** The token for another try; undefined where that is of no use, or there is none. */
  async function another(reason: Again, token: AccessToken): Promise<AccessToken | undefined> {
    if (reason !== 'token') return token;
    try {
      return await tokens.replace(token);
    } catch (error) {
      // The bus's own 401 tells the client; the keeper has told the log.
      if (error instanceof NoToken) return undefined;
      throw error;
    }
  }

  return {
    async forward(request, response) {
      const body =
        signing !== undefined && isExchange(request)
          ? await holdBody(request, { budget: signing.budget, meter, onHold: () => sayContinue(response) })
          : createRequestBody(request, { budget, meter });
      try {
        await exchange(request, response, body);
      } catch (error) {
        throw error instanceof NoToken ? withoutToken(error) : error;
      } finally {
        body.forget();
      }
    },
  };
}

function isExchange({ url }: IncomingMessage): boolean {
  return url?.startsWith('/r1/') === true;
}

function sayContinue(response: ServerResponse): void {
  if (!response.headersSent && response.req.headers.expect !== undefined) response.writeContinue();
}

/** Reads a dismissed answer to its end, so that its connection can serve again; where the request is not all sent, it cannot. */
function dismiss(answer: IncomingMessage, attempt: Attempt, request: IncomingMessage): void {
  answer.on('error', () => undefined);
  if (request.complete) answer.resume();
  else attempt.abandon();
}

function unanswered(error: unknown): unknown {
  if (!(error instanceof AttemptFailed)) return error;
  const params = { reason: reasonOf(error.cause) };
  return error.connection === 'none'
    ? new SimpulError(PROXY.BUS_UNREACHABLE, { params, retryAfter: 1, cause: error.cause })
    : new SimpulError(PROXY.BUS_LOST, { params, cause: error.cause });
}

function withoutToken(error: NoToken): SimpulError {
  const { cause, retryAfter } = error;
  return new SimpulError(PROXY.TOKEN_UNAVAILABLE, { params: { reason: reasonOf(cause) }, retryAfter, cause });
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as NodeJS.ErrnoException;
  return cause instanceof SimpulError || code === undefined ? cause.message : code;
}
