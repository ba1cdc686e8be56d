import type { identityKeys, Result } from '@simpul/contracts';
import { type PrivateKey, publicPart } from '../store/key-file.ts';

/** The issuer, and the public halves of the keys that sign access tokens. */
export function keys(issuer: string, signingKey: PrivateKey): Result<typeof identityKeys> {
  return { issuer, keys: [publicPart(signingKey)] };
}
