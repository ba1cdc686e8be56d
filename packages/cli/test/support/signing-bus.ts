import { generateKeyPairSync } from 'node:crypto';
import {
  importSigningKey,
  importVerifyingKey,
  type Jwk,
  type HeldRequest,
  type Refused,
  type RequestMessage,
  signResponse,
  verifyRequest,
} from '@simpul/http-signatures';
import { EXCHANGE_ID, type FakeBus, PUBLIC_URL } from './fake-bus.ts';
import type { FakeAnswer, FakeRequest } from './fake-server.ts';

/** How a bus gives its answers, other than rightly. */
export interface Lie {
  /** Signs with a key that the bus does not publish. */
  readonly stranger?: boolean;
  /** Answers with another body than it signed. */
  readonly body?: string;
}

/** What a request looks like to who verifies it. */
export function asMessage({ method, target, headers, body }: FakeRequest): RequestMessage {
  const lines = Object.entries(headers).flatMap(([name, value = []]) => [value].flat().flatMap((line) => [name, line]));
  return { method, targetUri: PUBLIC_URL + target, headers: lines, body };
}

/** Verifies a request as the bus does. */
export function verify(request: FakeRequest, jwk: Jwk, now: number): Promise<HeldRequest | Refused> {
  const key = importVerifyingKey(jwk);
  return verifyRequest(asMessage(request), {
    now,
    findKey: (keyid) => (keyid === key.keyid ? { key, state: 'active' } : undefined),
    recordNonce: () => true,
  });
}

/** Makes a fake bus sign its answers with a key that it publishes, among others; `now` in POSIX seconds. */
export function signAnswers(bus: FakeBus, now: number): { readonly keyid: string; lie: (lie: Lie) => void } {
  const [ours, another] = [ed25519(), ed25519()];
  const key = importSigningKey(ours);
  let lie: Lie = {};
  const { d: _, ...published } = ours;
  const keys = [{ kty: 'EC', crv: 'P-521', x: 'x', y: 'y' }, published];
  bus.routes.set('GET /oauth2/jwks', () => ({ status: 200, body: JSON.stringify({ keys }) }));
  bus.routes.set('/r1', async (request): Promise<FakeAnswer> => {
    const headers = ['x-road-request-id', EXCHANGE_ID, 'content-type', 'application/json'];
    const body = Buffer.from('{"status":"terbit"}');
    const signer = lie.stranger === true ? importSigningKey(another) : key;
    const lines = await signResponse(
      { status: 200, headers, body },
      { request: asMessage(request), key: signer, created: now },
    );
    return { status: 200, headers: record([...headers, ...lines]), body: lie.body ?? body };
  });
  return { keyid: key.keyid, lie: (next) => void (lie = next) };
}

function ed25519(): Jwk {
  return { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) };
}

function record(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(lines.flatMap((name, i) => (i % 2 === 0 ? [[name, lines[i + 1] ?? '']] : [])));
}
