import type { EventEmitter } from 'node:events';
import type { ResponseKey } from '@simpul/contracts';
import type { Logger } from '@simpul/telemetry';
import { type Client, type Configuration, errors, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Addresses } from '../config.ts';
import { lifetimeFault } from '../domain/assertion-lifetime.ts';
import { ALGORITHMS, CLOCK_AHEAD_S, OWN_ALGORITHM, TOKEN_TTL_S } from '../domain/profile.ts';
import type { RateLimiter } from '../domain/rate-limiter.ts';
import { isAllowedResource, isPurposeCode } from '../domain/resources.ts';
import type { PrivateKey } from '../store/key-file.ts';
import { createAdapterFactory } from './adapter.ts';
import { CERTIFICATE_BINDING, requirePossession } from './certificate-binding.ts';
import type { ClientDirectory } from './client-directory.ts';
import { available, InvalidAssertion, TooManyRequests, Unavailable } from './oauth-errors.ts';
import { peopleConfiguration, rolesClaim } from './people/configuration.ts';
import type { PeopleModelsOptions } from './people/models.ts';
import { describeDevicePolling, keepCookiesSecure, requireProofOfPush } from './people/rules.ts';
import { publishResponseKeys } from './publish-response-keys.ts';
import type { Replays } from '../store/replays.ts';

export interface ProviderOptions {
  readonly addresses: Addresses;
  readonly instance: string | undefined;
  readonly clients: ClientDirectory;
  readonly replays: Replays;
  /** By client id, of requests whose assertion's signature is right: nobody can use up another's share. */
  readonly clientLimit: RateLimiter;
  /** Every scope that some client may have. */
  readonly scopes: readonly string[];
  /** All are published; the first one signs. */
  readonly signingKeys: readonly PrivateKey[];
  /** Why a client must ask again: what it may do changed while it was served. */
  readonly wasOvertaken: (client: Client) => Promise<boolean>;
  readonly nonceSecret: Buffer;
  /** Keys that sign responses, which are published too. */
  readonly responseKeys: () => Promise<readonly ResponseKey[]>;
  readonly people: PeopleModelsOptions;
  readonly publicUrl: string;
  readonly logger: Logger;
}

/**
 * Sets oidc-provider up for SIMPUL-M2M-1: client credentials, `private_key_jwt`, DPoP with a server nonce or mutual TLS, JWT access
 * tokens with one audience (design 04; RFC 7523, 8705, 8707, 9068, 9449; FAPI 2.0 Security Profile); and for people.
 */
export function createProvider(options: ProviderOptions): Provider {
  const { addresses, clients, replays, signingKeys, nonceSecret, logger } = options;
  const forPeople = peopleConfiguration(options.people.people, options.publicUrl);
  const provider = new Provider(addresses.issuer, {
    adapter: createAdapterFactory(clients, replays, options.people),
    jwks: { keys: signingKeys.map((key) => ({ ...key, use: 'sig' })) },
    ...forPeople,
    ...RESTRICTIONS,
    ttl: { ...forPeople.ttl, ClientCredentials: TOKEN_TTL_S },
    scopes: options.scopes,
    features: {
      ...FEATURES,
      ...forPeople.features,
      dPoP: { enabled: true, nonceSecret, requireNonce: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => {
          throw new errors.InvalidTarget('the parameter resource is missing');
        },
        getResourceServerInfo: (ctx, resource, client) => {
          requireProofOfPush(ctx);
          return resourceServer(ctx, { resource, client }, options);
        },
      },
    },
    assertJwtClientAuthClaimsAndHeader: (ctx, claims, _header, client) => {
      const wait = options.clientLimit.take(client.clientId);
      if (wait > 0) {
        ctx.set('retry-after', String(wait));
        throw new TooManyRequests('too many token requests of this client');
      }
      checkAssertion(claims, addresses.issuer);
      requirePossession(ctx, clients.certificatesOf(client.clientId));
    },
    extraTokenClaims: async (ctx, token) => {
      await refuseOvertaken(ctx, options);
      return (await rolesClaim(options.people.people, token)) ?? purposeClaim(ctx);
    },
    formats: CERTIFICATE_BINDING,
  });
  provider.proxy = true;
  provider.use(keepCookiesSecure);
  provider.use(describeDevicePolling(options.publicUrl));
  provider.use(publishResponseKeys(options.responseKeys));
  provider.on('grant.error', (ctx, error) => {
    logger.debug(
      { client: ctx.oidc.client?.clientId, oauth: error.error, detail: error.error_detail },
      'token refused',
    );
  });
  provider.on('server_error', (_ctx, error) => logger.error({ err: error }, 'the authorization server failed'));
  // Koa's own event, which the types do not know; without a listener Koa writes to standard error.
  const application: EventEmitter = provider;
  application.on('error', (error: Error) => logger.error({ err: error }, 'the authorization server failed'));
  return provider;
}

const RESTRICTIONS = {
  clientAuthMethods: ['private_key_jwt', 'none'],
  clientDefaults: {
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'private_key_jwt',
    id_token_signed_response_alg: OWN_ALGORITHM,
    dpop_bound_access_tokens: true,
  },
  enabledJWA: {
    clientAuthSigningAlgValues: ALGORITHMS,
    dPoPSigningAlgValues: ALGORITHMS,
    idTokenSigningAlgValues: [OWN_ALGORITHM],
  },
  claims: {},
  clockTolerance: CLOCK_AHEAD_S,
  clientBasedCORS: () => false,
} satisfies Configuration;

const FEATURES = {
  clientCredentials: { enabled: true },
  fapi: { enabled: true, profile: '2.0' },
  devInteractions: { enabled: false },
  rpInitiatedLogout: { enabled: false },
  userinfo: { enabled: false },
} satisfies Configuration['features'];

function checkAssertion(claims: Readonly<Record<string, unknown>>, issuer: string): void {
  if (claims.aud !== issuer) throw new InvalidAssertion('aud must be the issuer');
  const fault = lifetimeFault(claims, Math.floor(Date.now() / 1000));
  if (fault !== undefined) throw new InvalidAssertion(fault);
}

function resourceServer(
  ctx: KoaContextWithOIDC,
  asked: { readonly resource: string; readonly client: Client },
  { addresses, clients, instance = clients.instance() }: ProviderOptions,
) {
  const { resource, client } = asked;
  if (!isAllowedResource(resource, { subsystem: client.scope === undefined }, { ...addresses, instance })) {
    throw new errors.InvalidTarget('this resource is unknown, or not for this client');
  }
  const scope = client.scope ?? '';
  // RFC 6749, 3.3: a client that names no scope gets a default, here all that it may have.
  if (ctx.oidc.params?.scope === undefined && scope !== '') Object.assign(ctx.oidc.params ?? {}, { scope });
  const surplus = [...ctx.oidc.requestParamScopes].find((one) => !scope.split(' ').includes(one));
  if (surplus !== undefined) throw new errors.InvalidScope('this scope is not for this client', surplus);
  return {
    audience: resource,
    scope,
    accessTokenFormat: 'jwt' as const,
    jwt: { sign: { alg: OWN_ALGORITHM } as const },
  };
}

/** The last look before a token is signed: a key that was revoked meanwhile gets none, and none that would be denied. */
async function refuseOvertaken(ctx: KoaContextWithOIDC, { wasOvertaken }: ProviderOptions): Promise<void> {
  const { client } = ctx.oidc;
  if (client === undefined || !(await available(wasOvertaken(client)))) return;
  ctx.set('retry-after', '1');
  throw new Unavailable({ description: 'what this client may do has just changed; ask again' });
}

/** Pins the token to a purpose when the form names one. */
function purposeClaim(ctx: KoaContextWithOIDC): { purpose_id: string } | undefined {
  const purpose = ctx.oidc.body?.purpose;
  if (purpose === undefined || purpose === '') return undefined;
  if (!isPurposeCode(purpose)) throw new errors.InvalidRequest('purpose is not the code of a purpose');
  return { purpose_id: purpose };
}
