import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { createFakeIssuer, type FakeIssuer } from './fake-issuer.ts';
import { type FakeAnswer, type FakeRequest, type FakeServer, startFakeServer } from './fake-server.ts';

/** How the bus names itself; the fake listens elsewhere, as a bus behind `localhost` does. */
export const PUBLIC_URL = 'http://bus.example:8080';
export const EXCHANGE_ID = '0193b2f0-7c1e-7a33-9b0f-5d2c8e4f6a01';
export const RECEIPT_URL = `${PUBLIC_URL}/audit/v1/receipts/${EXCHANGE_ID}`;

/** Paths for anybody; a slash at the end stands for all below it. */
const PUBLIC = ['/audit/v1/verification', '/audit/log/', '/listClients', '/oauth2/jwks', '/registry/v1/catalog/search'];

type Route = (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>;

export interface FakeBus {
  readonly server: FakeServer;
  readonly issuer: FakeIssuer;
  /** Answers by `METHOD path`, without the query; `/r1` stands for every exchange. Tests add theirs. */
  readonly routes: Map<string, Route>;
}

/**
 * A bus as a client sees it: tokens are checked as the real one does, answers are what a test says. It names itself
 * `PUBLIC_URL`, or by its own address where a test says so.
 */
export async function startFakeBus(options: { readonly namedByAddress?: boolean } = {}): Promise<FakeBus> {
  let issuer = createFakeIssuer(PUBLIC_URL);
  const routes = new Map<string, Route>();
  const server = await startFakeServer(async (request) => {
    const path = request.target.replace(/\?.*$/, '');
    if (path === '/oauth2/token') return issuer.answer(request);
    const route = routes.get(path.startsWith('/r1/') ? '/r1' : `${request.method} ${path}`);
    if (route === undefined) return { status: 404, body: '{}' };
    const isPublic =
      path === '/' || PUBLIC.some((open) => (open.endsWith('/') ? path.startsWith(open) : path === open));
    if (!isPublic || request.headers.authorization !== undefined) await checkCredentials(request, path, issuer);
    return route(request);
  });
  if (options.namedByAddress === true) issuer = createFakeIssuer(server.url);
  return { server, issuer, routes };
}

const usedProofs = new Set<string>();

async function checkCredentials({ method, headers }: FakeRequest, path: string, issuer: FakeIssuer): Promise<void> {
  const [scheme, token = ''] = (headers.authorization ?? '').split(' ');
  const known = issuer.tokens.get(token);
  if (scheme !== 'DPoP' || known === undefined) throw new Error('no token');
  const audience = path.startsWith('/r1/') ? '/r1' : '/api';
  if (known.form.get('resource') !== issuer.publicUrl + audience) throw new Error('wrong audience');
  const { payload, protectedHeader } = await jwtVerify(String(headers['dpop']), EmbeddedJWK, { typ: 'dpop+jwt' });
  if ((await calculateJwkThumbprint(protectedHeader.jwk ?? {})) !== known.jkt) throw new Error('wrong key');
  const { htm, htu, ath, jti = '' } = payload;
  if (htm !== method || htu !== issuer.publicUrl + path) throw new Error(`wrong htm or htu: ${String(htu)}`);
  if (ath !== createHash('sha256').update(token).digest('base64url')) throw new Error('wrong ath');
  if (usedProofs.has(jti)) throw new Error('proof used before');
  usedProofs.add(jti || randomUUID());
}
