import type { MadeCertificate } from '@simpul/testing';
import type { Answer, SecuredBus } from './secured-bus.ts';
import { assertionOf, type Changes, makeKey, proofOf, type SigningKey } from './signed.ts';

const TOKEN_PATH = '/oauth2/token';
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** What is changed of a token request that would succeed. */
export interface TokenChanges {
  readonly assertion?: Changes | string;
  /** null: no proof. */
  readonly proof?: Changes | string | null;
  /** Parameters of the form besides; undefined leaves one out, a list is sent several times. */
  readonly form?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly certificate?: MadeCertificate;
}

/** A client of the bus that can do everything right, or one thing wrong. */
export interface TokenRequester {
  readonly client: string;
  /** Its key for assertions, and that of its proofs. */
  readonly key: SigningKey;
  readonly proofKey: SigningKey;
  /** The nonce of the server, as last told. */
  readonly nonce: string;
  assertion(changes?: Changes): Promise<string>;
  /** A proof for the token endpoint. */
  proof(changes?: Changes): Promise<string>;
  ask(changes?: TokenChanges): Promise<Answer>;
  /** @throws Error where there is none */
  token(changes?: TokenChanges): Promise<string>;
}

export async function createTokenRequester(bus: SecuredBus, client: string, alg?: string): Promise<TokenRequester> {
  const key = await bus.keyOf(client);
  const proofKey = await makeKey(alg);
  const url = bus.url + TOKEN_PATH;
  let nonce = '';

  const assertion = (changes?: Changes): Promise<string> => assertionOf(client, bus.issuer, key, changes);
  const proof = (changes?: Changes): Promise<string> =>
    proofOf(proofKey, { method: 'POST', url, ...(nonce !== '' && { nonce }) }, changes);

  async function ask(changes: TokenChanges = {}): Promise<Answer> {
    const form = new URLSearchParams();
    const parameters = {
      grant_type: 'client_credentials',
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: typeof changes.assertion === 'string' ? changes.assertion : await assertion(changes.assertion),
      resource: `${bus.url}/r1`,
      ...changes.form,
    };
    for (const [name, value] of Object.entries(parameters))
      for (const one of typeof value === 'string' ? [value] : (value ?? [])) form.append(name, one);
    const shown = typeof changes.proof === 'string' ? changes.proof : await proof(changes.proof ?? {});
    return bus.call(TOKEN_PATH, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(changes.proof !== null && { dpop: shown }),
        ...changes.headers,
      },
      body: form.toString(),
      certificate: changes.certificate,
    });
  }

  nonce = String((await ask()).headers['dpop-nonce']);
  return {
    client,
    key,
    proofKey,
    get nonce() {
      return nonce;
    },
    assertion,
    proof,
    ask,
    async token(changes) {
      const { body, text } = await ask(changes);
      if (typeof body['access_token'] !== 'string') throw new Error(`no token: ${text}`);
      return body['access_token'];
    },
  };
}
