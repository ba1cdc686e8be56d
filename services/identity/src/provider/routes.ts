const METADATA = '/.well-known/openid-configuration';
const READ = ['GET', 'HEAD'];
const POST = ['POST'];

/** A path of the authorization server that is reachable. */
export interface ProviderRoute {
  /** Path below the issuer, as the provider routes it. */
  readonly path: string;
  readonly methods: readonly string[];
  /** `token`: clients ask for tokens; `people`: what begins a flow of a person, which is rare. */
  readonly limit?: 'token' | 'people';
  /** A browser is at the other end: query, cookies and redirects are passed. */
  readonly browser?: true;
  readonly metadata?: true;
}

/** All that is reachable, by path; the rest of the provider is not. */
const ROUTES: ReadonlyMap<string, ProviderRoute> = new Map<string, ProviderRoute>([
  ['/oauth2/token', { path: '/token', methods: POST, limit: 'token' }],
  ['/oauth2/par', { path: '/par', methods: POST, limit: 'people' }],
  ['/oauth2/device', { path: '/device', methods: POST, limit: 'people' }],
  ['/oauth2/revoke', { path: '/revoke', methods: POST, limit: 'people' }],
  ['/oauth2/auth', { path: '/auth', methods: ['GET'], limit: 'people', browser: true }],
  ['/oauth2/jwks', { path: '/jwks', methods: READ }],
  [`/oauth2${METADATA}`, { path: METADATA, methods: READ, metadata: true }],
  ['/.well-known/oauth-authorization-server/oauth2', { path: METADATA, methods: READ, metadata: true }],
]);
/** Where a browser goes on once a person has decided. */
const RESUME = /^\/oauth2(\/auth\/[A-Za-z0-9_-]{20,50})$/;

/** The route of a request's path without query; undefined for what is not reachable. */
export function providerRoute(pathname: string): ProviderRoute | undefined {
  const resume = RESUME.exec(pathname)?.[1];
  return resume === undefined
    ? ROUTES.get(pathname)
    : { path: resume, methods: ['GET'], limit: 'people', browser: true };
}
