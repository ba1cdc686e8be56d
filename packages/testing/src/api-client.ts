import { join } from 'node:path';
import { createM2mClient, type M2mClient } from './m2m-client.ts';
import { rawCall } from './raw-call.ts';

/** Sandbox clients that stand for people (design 04), and the files of their keys. */
const OFFICIALS = {
  integrator: 'integrator.jwk',
  steward: 'steward.jwk',
  operator: 'operator.jwk',
  auditor: 'auditor.jwk',
} as const;
export type Official = keyof typeof OFFICIALS;

/** An answer of one of the bus's own APIs. */
export interface ApiAnswer<T> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: T;
}

export interface ApiCall {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the bus's own APIs of a sandbox as one of its officials, or as a subsystem by its full id. */
export type ApiClient = <T>(who: string, method: string, target: string, call?: ApiCall) => Promise<ApiAnswer<T>>;

/** @param data - data folder of the sandbox, which holds the keys */
export function createApiClient({ url, data }: { readonly url: string; readonly data: string }): ApiClient {
  const clients = new Map<string, Promise<{ readonly client: M2mClient; readonly token: string }>>();

  async function signIn(who: string): Promise<{ readonly client: M2mClient; readonly token: string }> {
    const file = who in OFFICIALS ? OFFICIALS[who as Official] : `${who.split('/').slice(1).join('.')}.jwk`;
    const clientId = who in OFFICIALS ? `sandbox-${who}` : who;
    const client = await createM2mClient({ url, clientId, keyFile: join(data, 'credentials', file) });
    const form: Readonly<Record<string, string>> = who === 'auditor' ? { scope: 'audit:read' } : {};
    return { client, token: await client.token(`${url}/api`, form) };
  }

  return async (
    who,
    method,
    target,
    { body, text = body === undefined ? undefined : JSON.stringify(body), headers = {} } = {},
  ) => {
    const signedIn = clients.get(who) ?? signIn(who);
    clients.set(who, signedIn);
    const { client, token } = await signedIn;
    const proof = await client.proofHeaders(token, method, url + target);
    const answer = await rawCall(url, target, {
      method,
      headers: { ...proof, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(text !== undefined && { body: text }),
    });
    return {
      status: answer.status,
      headers: answer.headers,
      // What it is, who asks knows.
      body: (answer.text === '' ? undefined : JSON.parse(answer.text)) as never,
    };
  };
}
