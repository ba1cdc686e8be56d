import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { DEVICE_PAGE, POLL_INTERVAL_S } from '../../domain/people-profile.ts';

type Next = () => Promise<void>;

/** Cookies are for https alone; browsers make one exception, localhost, where a sandbox is. */
export async function keepCookiesSecure(ctx: KoaContextWithOIDC, next: Next): Promise<void> {
  ctx.cookies.secure = true;
  await next();
}

/** Tells devices where our page is, and the pace at which they may ask (RFC 8628, 3.2). */
export function describeDevicePolling(publicUrl: string) {
  const page = `${publicUrl}${DEVICE_PAGE}`;
  return async (ctx: KoaContextWithOIDC, next: Next): Promise<void> => {
    await next();
    const { body } = ctx;
    if (typeof body !== 'object' || body === null || !('user_code' in body)) return;
    Object.assign(body, {
      verification_uri: page,
      verification_uri_complete: `${page}?user_code=${String(body.user_code)}`,
      interval: POLL_INTERVAL_S,
    });
  };
}

/** Binds a code to a key from the start (RFC 9449, 10.1): whoever steals it cannot use it. @throws errors.InvalidDpopProof */
export function requireProofOfPush(ctx: KoaContextWithOIDC): void {
  if (ctx.oidc.route === 'pushed_authorization_request' && ctx.get('dpop') === '') {
    throw new errors.InvalidDpopProof('a DPoP proof is required');
  }
}
