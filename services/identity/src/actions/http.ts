import type { identityHttp, Params, Result } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import { restrictMetadata } from '../domain/metadata.ts';
import type { RateLimiter } from '../domain/rate-limiter.ts';
import type { PlayedAnswer, PlayedRequest } from '../provider/play-request.ts';

export interface HttpDependencies {
  /** Plays a request into the provider. @throws SimpulError until the service has started. */
  readonly play: (request: PlayedRequest) => Promise<PlayedAnswer>;
  /** By the peer's address, of all token requests. */
  readonly sourceLimit: RateLimiter;
  /** Whether the snapshot of the registry is too old to decide by. */
  readonly isStale: () => boolean;
}

type Answer = Result<typeof identityHttp>;

const METADATA = '/.well-known/openid-configuration';
const READ = ['GET', 'HEAD'];
/** All that is reachable, by path; the rest of the provider is not. */
const ROUTES: ReadonlyMap<string, { readonly path: string; readonly methods: readonly string[] }> = new Map([
  ['/oauth2/token', { path: '/token', methods: ['POST'] }],
  ['/oauth2/jwks', { path: '/jwks', methods: READ }],
  [`/oauth2${METADATA}`, { path: METADATA, methods: READ }],
  ['/.well-known/oauth-authorization-server/oauth2', { path: METADATA, methods: READ }],
]);
/** Seconds after which a snapshot may be fresh again. */
const STALE_RETRY_S = 5;

/**
 * Answers a request to the authorization server (design 04): token, keys and metadata.
 * @throws SimpulError `SIMPUL_HTTP_NOT_FOUND` for everything else, `SIMPUL_HTTP_METHOD_NOT_ALLOWED`
 */
export async function http(params: Params<typeof identityHttp>, deps: HttpDependencies): Promise<Answer> {
  const { method, target, headers, body, source } = params;
  const route = ROUTES.get(target.split('?', 1)[0] ?? '');
  if (route === undefined) throw new SimpulError(HTTP.NOT_FOUND);
  if (!route.methods.includes(method)) {
    throw new SimpulError(HTTP.METHOD_NOT_ALLOWED, { headers: ['Allow', route.methods.join(', ')] });
  }
  if (route.path === '/token') {
    const wait = deps.sourceLimit.take(source);
    if (wait > 0) return later(429, wait, 'too many token requests from this address');
    if (deps.isStale()) return later(503, STALE_RETRY_S, 'the registry has not answered for too long');
  }
  const answer = await deps.play({ method, path: route.path, headers, body, source });
  return route.path === METADATA && method === 'GET' ? { ...answer, body: restrict(answer.body) } : answer;
}

function restrict(body: Uint8Array): Uint8Array {
  return json(restrictMetadata(JSON.parse(new TextDecoder().decode(body))));
}

/** An OAuth error (RFC 6749, 5.2) that says when to come again. */
function later(status: 429 | 503, seconds: number, description: string): Answer {
  return {
    status,
    headers: ['content-type', 'application/json', 'cache-control', 'no-store', 'retry-after', String(seconds)],
    body: json({ error: 'temporarily_unavailable', error_description: description }),
  };
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
