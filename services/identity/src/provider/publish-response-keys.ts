import type { ResponseKey } from '@simpul/contracts';
import type { KoaContextWithOIDC } from 'oidc-provider';

/** Names the keys with which responses are signed beside those that sign tokens, in `/oauth2/jwks`. */
export function publishResponseKeys(keys: () => Promise<readonly ResponseKey[]>) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    if (ctx.oidc?.route !== 'jwks') return;
    const { body } = ctx;
    if (typeof body !== 'object' || body === null || !('keys' in body) || !Array.isArray(body.keys)) return;
    ctx.body = { ...body, keys: [...(body.keys as unknown[]), ...(await keys())] };
  };
}
