import { type Account, type Configuration, errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import {
  AUTHORIZE_PAGE,
  CODE_TTL_S,
  DEVICE_CODE_TTL_S,
  INTERACTION_COOKIE,
  INTERACTION_TTL_S,
  RESUME_COOKIE,
  SESSION_TTL_S,
} from '../../domain/people-profile.ts';
import { TOKEN_TTL_S } from '../../domain/profile.ts';
import { SESSION_COOKIE } from '../../pages/http/cookies.ts';
import type { KnownPerson, PeopleDirectory } from './directory.ts';
import { errorPage } from './error-page.ts';

/**
 * What oidc-provider is told for people (design 04): device flow (RFC 8628), code with PAR (RFC 9126) and PKCE S256 (RFC 7636),
 * refresh tokens for one use, all of it bound to a DPoP key and to the person's session.
 */
export function peopleConfiguration(people: PeopleDirectory, publicUrl: string) {
  return {
    responseTypes: ['code'],
    pkce: { required: () => true },
    routes: {
      authorization: '/auth',
      pushed_authorization_request: '/par',
      device_authorization: '/device',
      revocation: '/revoke',
      // Not reachable: a page of ours takes its place.
      code_verification: '/device/verify',
    },
    ttl: {
      AccessToken: TOKEN_TTL_S,
      AuthorizationCode: CODE_TTL_S,
      DeviceCode: DEVICE_CODE_TTL_S,
      Grant: SESSION_TTL_S,
      Interaction: INTERACTION_TTL_S,
      RefreshToken: SESSION_TTL_S,
      Session: SESSION_TTL_S,
    },
    cookies: {
      names: { session: SESSION_COOKIE, interaction: INTERACTION_COOKIE, resume: RESUME_COOKIE },
      // The start of an authorization comes from another site, which Strict would not let come back.
      short: { httpOnly: true, sameSite: 'lax', secure: true },
    },
    interactions: { policy: policy(), url: (_ctx, { uid }) => `${publicUrl}${AUTHORIZE_PAGE}/${uid}` },
    findAccount: (_ctx, id, token) => findAccount(people, id, token),
    loadExistingGrant: grantOfThisDecision,
    // The session is looked at whenever something of it is used, in findAccount.
    expiresWithSession: () => false,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    revokeGrantPolicy: () => true,
    renderError(ctx, { error, error_description: description }) {
      ctx.type = 'html';
      ctx.body = errorPage({ error, description: description ?? '' });
    },
    features: {
      deviceFlow: {
        enabled: true,
        charset: 'base-20',
        mask: '****-****',
        deviceInfo: ({ ip }) => ({ ip }),
      },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    },
  } satisfies Configuration;
}

/**
 * Claim `roles` of an access token of a person, read when the token already has its time: what is taken away later comes
 * with a denial that hits it. @returns undefined for the token of a client
 * @throws errors.InvalidGrant when the person or the session is gone by now
 */
export async function rolesClaim(
  people: PeopleDirectory,
  token: object,
): Promise<{ readonly roles: KnownPerson['grants'] } | undefined> {
  const id = 'accountId' in token ? token.accountId : undefined;
  if (typeof id !== 'string') return undefined;
  const person = await findPerson(people, id, token);
  if (person === undefined) throw new errors.InvalidGrant('the session has ended');
  return { roles: person.grants };
}

async function findAccount(people: PeopleDirectory, id: string, token?: object): Promise<Account | undefined> {
  const person = await findPerson(people, id, token);
  return person && { accountId: id, claims: async () => ({ sub: id }) };
}

/** An active person; with a token, only as long as the session that it came from goes on. */
async function findPerson(people: PeopleDirectory, id: string, token?: object): Promise<KnownPerson | undefined> {
  const person = await people.findPerson(id);
  if (person === undefined || token === undefined) return person;
  return (await isSessionOn(people, id, token)) ? person : undefined;
}

async function isSessionOn(people: PeopleDirectory, personId: string, token: object): Promise<boolean> {
  const id = 'sessionUid' in token ? token.sessionUid : undefined;
  if (typeof id !== 'string') return false;
  return (await people.findSession(id))?.personId === personId;
}

/** Each decision makes a grant of its own, and only for who is still signed in. */
async function grantOfThisDecision({ oidc }: KoaContextWithOIDC) {
  const id = oidc.result?.consent?.grantId;
  const grant = id === undefined ? undefined : await oidc.provider.Grant.find(id);
  return grant?.accountId === oidc.account?.accountId ? grant : undefined;
}

/** Somebody must be signed in, and must decide each time: the client proves nothing but that it is on somebody's machine. */
function policy() {
  const { Check, Prompt } = interactionPolicy;
  const isSignedOut = ({ oidc }: KoaContextWithOIDC) => oidc.session?.accountId === undefined;
  const isUndecided = ({ oidc }: KoaContextWithOIDC) => oidc.result?.consent === undefined;
  return [
    new Prompt(
      { name: 'login', requestable: false },
      new Check('no_session', 'a person must sign in', 'login_required', isSignedOut),
    ),
    new Prompt(
      { name: 'consent', requestable: false },
      new Check('undecided', 'a person must agree', 'consent_required', isUndecided),
    ),
  ];
}
