import type { Grant, identityKeys, Result } from '@simpul/contracts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';

export interface TokenParts {
  readonly client: string;
  readonly audience: string;
  readonly jkt: string;
  readonly scope?: string;
  /** Whom the token stands for, with the claim `roles`; the client itself where nobody is named. */
  readonly person?: { readonly id: string; readonly roles: readonly Grant[] };
}

/** An authorization server as far as the gateway knows one: its keys and its tokens. */
export interface TokenIssuer {
  readonly keys: Result<typeof identityKeys>;
  token(parts: TokenParts): Promise<string>;
}

export async function createTokenIssuer(issuer: string): Promise<TokenIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'ES256' };
  return {
    keys: { issuer, keys: [{ ...jwk, kty: 'EC' }] },
    token: ({ client, audience, jkt, scope, person }) =>
      new SignJWT({
        client_id: client,
        cnf: { jkt },
        ...(scope !== undefined && { scope }),
        ...(person && { roles: person.roles }),
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'key-1', typ: 'at+jwt' })
        .setIssuer(issuer)
        .setSubject(person?.id ?? client)
        .setAudience(audience)
        .setIssuedAt()
        .setJti(randomUUID())
        .setExpirationTime('5m')
        .sign(privateKey),
  };
}
