import type { identityHttp, Params, Result } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import { restrictMetadata } from '../domain/metadata.ts';
import type { RateLimiter } from '../domain/rate-limiter.ts';
import type { PlayedAnswer, PlayedRequest } from '../provider/play-request.ts';
import { providerRoute } from '../provider/routes.ts';

export interface HttpDependencies {
  /** Plays a request into the provider. @throws SimpulError until the service has started. */
  readonly play: (request: PlayedRequest) => Promise<PlayedAnswer>;
  /** By the peer's address, of all token requests. */
  readonly sourceLimit: RateLimiter;
  /** By the peer's address, of what begins a flow of a person: each is kept until it expires. */
  readonly flowLimit: RateLimiter;
  /** Whether the snapshot of the registry is too old to decide by. */
  readonly isStale: () => boolean;
  /** Answers at `/people` and below. @throws SimpulError until the service has started. */
  readonly pages: (params: Params<typeof identityHttp>) => Promise<Answer>;
}

type Answer = Result<typeof identityHttp>;

const PAGES = '/people';
/** Seconds after which a snapshot may be fresh again. */
const STALE_RETRY_S = 5;

/**
 * Answers a request to the authorization server (design 04), tokens, what leads to them, keys and metadata, or for a page.
 * @throws SimpulError `SIMPUL_HTTP_NOT_FOUND` for everything else, `SIMPUL_HTTP_METHOD_NOT_ALLOWED`
 */
export async function http(params: Params<typeof identityHttp>, deps: HttpDependencies): Promise<Answer> {
  const { method, target, headers, body, source, certificate } = params;
  const [pathname = '', ...query] = target.split('?');
  if (pathname === PAGES || pathname.startsWith(`${PAGES}/`)) return deps.pages(params);
  const route = providerRoute(pathname);
  if (route === undefined) throw new SimpulError(HTTP.NOT_FOUND);
  if (!route.methods.includes(method)) {
    throw new SimpulError(HTTP.METHOD_NOT_ALLOWED, { headers: ['Allow', route.methods.join(', ')] });
  }
  if (route.limit !== undefined) {
    const wait = (route.limit === 'token' ? deps.sourceLimit : deps.flowLimit).take(source);
    if (wait > 0) return later(429, wait, 'too many token requests from this address');
  }
  if (route.limit === 'token' && deps.isStale()) {
    return later(503, STALE_RETRY_S, 'the registry has not answered for too long');
  }
  const answer = await deps.play({
    method,
    path: route.path,
    headers,
    body,
    source,
    ...(route.browser === true && { browser: { query: query.join('?') } }),
    ...(certificate !== undefined && { certificate }),
  });
  return route.metadata === true && method === 'GET' ? { ...answer, body: restrict(answer.body) } : answer;
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
