import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

/** Somebody at the region's own OpenID provider. */
export interface RegionAccount {
  readonly subject: string;
  readonly email: string;
  readonly verified: boolean;
}

/** An OpenID provider of the region: whoever comes is the account that was set. */
export interface RegionProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  become(account: RegionAccount): void;
  /** Registers where the bus wants people back. */
  admit(redirectUri: string): void;
  stop(): Promise<void>;
}

const TTL_S = 600;
const CLIENT_ID = 'simpul';
const CLIENT_SECRET = 'a-secret-of-forty-characters-or-a-bit-more';

export async function startRegionProvider(): Promise<RegionProvider> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }] };
  let account: RegionAccount | undefined;
  let handle: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined;
  const server = createServer((request, response) => void handle?.(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function serve(redirectUri: string): void {
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          redirect_uris: [redirectUri],
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      jwks,
      ttl: {
        AccessToken: TTL_S,
        AuthorizationCode: TTL_S,
        Grant: TTL_S,
        IdToken: TTL_S,
        Interaction: TTL_S,
        Session: TTL_S,
      },
      features: { devInteractions: { enabled: false } },
      claims: { openid: ['sub'], email: ['email', 'email_verified'] },
      interactions: { url: (_ctx, { uid }) => `/agree/${uid}` },
      findAccount: (_ctx, id) => ({
        accountId: id,
        claims: async () => ({ sub: id, email: account?.email, email_verified: account?.verified }),
      }),
    });
    const answer = provider.callback();
    handle = async (request, response) => {
      if (request.url?.startsWith('/agree/') !== true) {
        await answer(request, response);
        return;
      }
      const { params } = await provider.interactionDetails(request, response);
      const subject = account?.subject ?? 'nobody';
      const grant = new provider.Grant({ accountId: subject, clientId: String(params.client_id) });
      grant.addOIDCScope('openid email');
      const result = { login: { accountId: subject, remember: false }, consent: { grantId: await grant.save() } };
      await provider.interactionFinished(request, response, result);
    };
  }

  return {
    issuer,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    become: (next) => (account = next),
    admit: serve,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
