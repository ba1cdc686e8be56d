import { SimpulError } from '@simpul/errors';
import type { Client } from '../credentials/client-key.ts';
import { CLI } from '../errors.ts';
import { headerOf } from './answer-header.ts';
import { parseJsonObject } from './answer-json.ts';
import type { Bus } from './bus.ts';
import { signAsClient } from './client-jwt.ts';
import { createProofKey, type ProofKey, proveWith } from './dpop.ts';
import type { HttpAnswer } from './http-client.ts';

const TOKEN_PATH = '/oauth2/token';
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const FORM = 'application/x-www-form-urlencoded';

export interface TokenRequest {
  readonly client: Client;
  /** Audience of the token: `{publicUrl}/r1`, narrower, or `{publicUrl}/api`. */
  readonly resource: string;
  readonly scope?: string | undefined;
  /** Pins a purpose code. */
  readonly purpose?: string | undefined;
}

/** An access token and the key that it is bound to. */
export interface AccessToken {
  readonly value: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly proofKey: ProofKey;
}

/**
 * Asks the bus for a token by SIMPUL-M2M-1 (design 04): client credentials with `private_key_jwt` and DPoP. Where the server
 * demands a nonce, asks once more, with a new assertion, since each is good for one use.
 *
 * @throws SimpulError `SIMPUL_CLI_TOKEN_REFUSED`, `SIMPUL_CLI_NOT_A_BUS`, `SIMPUL_CLI_UNREACHABLE`
 */
export async function requestToken(bus: Bus, request: TokenRequest): Promise<AccessToken> {
  const proofKey = await createProofKey();
  let answer = await ask(bus, request, proofKey);
  const nonce = headerOf(answer, 'dpop-nonce');
  if (nonce !== undefined && errorOf(answer) === 'use_dpop_nonce') answer = await ask(bus, request, proofKey, nonce);
  return { ...readToken(answer, bus, request.client.id), proofKey };
}

async function ask(bus: Bus, request: TokenRequest, proofKey: ProofKey, nonce?: string): Promise<HttpAnswer> {
  const url = bus.publicUrl + TOKEN_PATH;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: await signAsClient(request.client, {
      issuer: `${bus.publicUrl}/oauth2`,
      header: { alg: request.client.alg, kid: request.client.kid },
    }),
    resource: request.resource,
  });
  if (request.scope !== undefined) form.set('scope', request.scope);
  if (request.purpose !== undefined) form.set('purpose', request.purpose);
  const proof = await proveWith(proofKey, { method: 'POST', url, ...(nonce === undefined ? {} : { nonce }) });
  const headers = ['content-type', FORM, 'accept', 'application/json', 'dpop', proof];
  return bus.http.send({ method: 'POST', path: TOKEN_PATH, headers, body: form.toString() });
}

function errorOf(answer: HttpAnswer): unknown {
  return parseJsonObject(answer.body)?.['error'];
}

function readToken(answer: HttpAnswer, bus: Bus, client: string): Omit<AccessToken, 'proofKey'> {
  const body = parseJsonObject(answer.body) ?? {};
  const { access_token: value, expires_in: expiresIn, token_type: type } = body;
  if (answer.status === 200 && typeof value === 'string' && typeof expiresIn === 'number' && type === 'DPoP') {
    return { value, expiresIn };
  }
  const { error, error_description: description, code, title } = body;
  const name = typeof error === 'string' ? error : code;
  if (typeof name !== 'string') {
    const reason = `its token endpoint answered ${answer.status}`;
    throw new SimpulError(CLI.NOT_A_BUS, { params: { url: bus.url, reason } });
  }
  const detail = [description, title].find((text) => typeof text === 'string');
  const reason = detail === undefined ? name : `${name}: ${detail}`;
  throw new SimpulError(answer.status < 500 ? CLI.TOKEN_REFUSED : CLI.TOKEN_FAILED, { params: { client, reason } });
}
