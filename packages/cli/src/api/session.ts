import type { Client } from '../credentials/client-key.ts';
import type { SignRequest } from '../signatures/request-signer.ts';
import type { Bus } from './bus.ts';
import { proveWith } from './dpop.ts';
import type { HttpAnswer, HttpRequest } from './http-client.ts';
import { readJson } from './read-json.ts';
import { type AccessToken, requestToken } from './token.ts';

const UNAUTHORIZED = 401;

/** Somebody with a token of the bus: each request carries it and a fresh proof. */
export interface Session {
  readonly bus: Bus;
  /** Who it is; the name of a person is not known here. */
  readonly caller: { readonly id: string; readonly isPerson: boolean };
  send(request: HttpRequest): Promise<HttpAnswer>;
  /**
   * Sends, and reads the answer as JSON.
   *
   * @throws SimpulError that the bus answered with; `SIMPUL_CLI_NOT_A_BUS` for another answer than a JSON object
   */
  sendForJson(request: HttpRequest): Promise<Readonly<Record<string, unknown>>>;
}

export interface SessionOptions {
  readonly client: Client;
  /** Path of the resource below the bus's public address: `/r1` or `/api`. */
  readonly resource: '/r1' | '/api';
  readonly scope?: string;
  /** Signs each request; nobody does where it is absent. */
  readonly sign?: SignRequest | undefined;
}

/** Where a session has its tokens from. */
export interface TokenSource extends Pick<Session, 'caller'> {
  /** A token that is good now. */
  readonly token: () => Promise<Pick<AccessToken, 'value' | 'proofKey'>>;
  /** Gets another token in place of one that the bus refused; absent where there is no other. */
  readonly renew?: () => Promise<void>;
  /** Signs each request, with what shows who asks; nobody does where it is absent. */
  readonly sign?: SignRequest | undefined;
}

/** Gets a client's token and is ready to use it. */
export async function openSession(bus: Bus, { client, resource, scope, sign }: SessionOptions): Promise<Session> {
  const token = await requestToken(bus, { client, resource: bus.publicUrl + resource, scope });
  return sessionWith(bus, { caller: { id: client.id, isPerson: false }, token: () => Promise.resolve(token), sign });
}

/** A session with tokens from a source. */
export function sessionWith(bus: Bus, { caller, token, renew, sign }: TokenSource): Session {
  const sendOnce = async (request: HttpRequest): Promise<HttpAnswer> => {
    // What the command itself says is in English; a provider hears only what its caller says.
    const language = request.path.startsWith('/r1/') ? [] : ['accept-language', 'en'];
    const headers = [...language, ...(request.headers ?? []), ...(await credentialsFor(bus, await token(), request))];
    return bus.http.send(await withSignature(bus, { ...request, headers }, sign));
  };
  const send = async (request: HttpRequest): Promise<HttpAnswer> => {
    const answer = await sendOnce(request);
    if (answer.status !== UNAUTHORIZED || renew === undefined) return answer;
    await renew();
    return sendOnce(request);
  };
  const sendForJson = async (request: HttpRequest): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await send({ ...request, headers: ['accept', 'application/json', ...(request.headers ?? [])] });
    return readJson(answer, request, bus.url);
  };
  return { bus, caller, send, sendForJson };
}

/** A request with its signature, where there is who signs it. @throws what `sign` throws */
export async function withSignature(
  bus: Bus,
  request: HttpRequest,
  sign: SignRequest | undefined,
): Promise<HttpRequest> {
  if (sign === undefined) return request;
  const { method, path, headers = [], body = '' } = request;
  const lines = await sign({ method, targetUri: bus.publicUrl + path, headers, body: Buffer.from(body) });
  return { ...request, headers: [...headers, ...lines] };
}

async function credentialsFor(
  bus: Bus,
  token: Pick<AccessToken, 'value' | 'proofKey'>,
  { method, path }: HttpRequest,
): Promise<string[]> {
  const proof = await proveWith(token.proofKey, { method, url: bus.publicUrl + path, token: token.value });
  return ['authorization', `DPoP ${token.value}`, 'dpop', proof];
}
