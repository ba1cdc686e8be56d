import { type AccessToken, type AccessTokenVerifier, checkBinding } from '@simpul/bus';
import type { Credential } from '@simpul/contracts';
import { AUTH, SimpulError } from '@simpul/errors';
import type { Directory } from './directory.ts';

export interface Consumer {
  readonly id: string;
  readonly link: Credential['link'];
  /** Purpose that its token is pinned to. */
  readonly pinnedPurpose: string | undefined;
  /** `{jkt}.{jti}` of the proof: used once, ever. A certificate shows itself anew with each connection. */
  readonly proof: string | undefined;
  /** What it was known by; whether it was denied is not checked here. */
  readonly token?: AccessToken;
  /** Id of the legacy link by which it came. */
  readonly legacyLink?: string;
}

export interface AuthenticateOptions {
  readonly directory: Directory;
  readonly tokens: Pick<AccessTokenVerifier, 'read'>;
  /** `{publicUrl}/r1`. */
  readonly audience: string;
  /** Today in the region. */
  readonly day: () => string;
}

/**
 * Step 2: who calls, by the verified token, by the certificate, by a legacy link that an operator has allowed, or, in a sandbox
 * on loopback, by `X-Road-Client` of an `open` link.
 * @throws SimpulError `SIMPUL_AUTH_*` whose caller stays unknown.
 */
export async function authenticate(
  credential: Credential,
  client: string,
  serviceId: string,
  options: AuthenticateOptions,
): Promise<Consumer> {
  if (credential.link === 'open') {
    const { settings, subsystems } = options.directory;
    const link = subsystems.get(client)?.link;
    if (link === 'mtls') throw new SimpulError(AUTH.CERTIFICATE_MISSING);
    const open = settings?.mode === 'sandbox' && credential.loopback && link === 'open';
    if (!open) throw new SimpulError(AUTH.TOKEN_MISSING);
    return { id: client, link: 'open', pinnedPurpose: undefined, proof: undefined };
  }
  if (credential.link === 'mtls') {
    const id = options.directory.certificates.of(credential.certificate);
    if (id === undefined) throw new SimpulError(AUTH.CERTIFICATE_UNKNOWN);
    return { id, link: 'mtls', pinnedPurpose: undefined, proof: undefined };
  }
  if (credential.link === 'api-key' || credential.link === 'ip') return byLegacyLink(credential, client, options);
  const token = await options.tokens.read(credential.token);
  const { clientId, boundTo, purpose } = token;
  checkBinding(boundTo, credential);
  checkAudience(token, serviceId, options.audience);
  const proof = 'proof' in credential ? `${credential.proof.jkt}.${credential.proof.jti}` : undefined;
  return { id: clientId, link: 'token', pinnedPurpose: purpose, proof, token };
}

/** A key is verified here again, whatever the gateway found: it has no way to know one that was not sent. */
function byLegacyLink(
  credential: Extract<Credential, { link: 'api-key' | 'ip' }>,
  client: string,
  { directory, day }: AuthenticateOptions,
): Consumer {
  const { links } = directory;
  const { id } =
    credential.link === 'api-key'
      ? links.byKey(client, credential.key, day())
      : links.byAddress(client, credential.address, day());
  return { id: client, link: credential.link, pinnedPurpose: undefined, proof: undefined, legacyLink: id };
}

/**
 * The authenticated consumer must be the one that `X-Road-Client` names, and be allowed to call.
 * @throws SimpulError `SIMPUL_AUTH_*`.
 */
export function admit(consumer: Consumer, client: string, directory: Directory): void {
  if (consumer.id !== client) throw new SimpulError(AUTH.CLIENT_MISMATCH);
  const subsystem = directory.subsystems.get(client);
  if (subsystem === undefined) throw new SimpulError(AUTH.CLIENT_UNKNOWN);
  if (consumer.legacyLink === undefined && subsystem.link !== consumer.link) throw new SimpulError(AUTH.LINK_REFUSED);
  if (subsystem.status === 'suspended') throw new SimpulError(AUTH.CLIENT_SUSPENDED);
}

/** A token is for all services, or was narrowed to one (design 04). */
function checkAudience(token: Pick<AccessToken, 'audience'>, serviceId: string, audience: string): void {
  if (token.audience === audience || token.audience === `${audience}/${serviceId}`) return;
  throw new SimpulError(AUTH.TOKEN_INVALID, { params: { reason: 'it is for another audience' } });
}
