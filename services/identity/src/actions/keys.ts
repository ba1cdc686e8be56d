import type { identityKeys, Result } from '@simpul/contracts';
import { type PrivateKey, publicPart } from '../store/key-file.ts';

/** The issuer, and the public halves of the keys that sign access tokens, or will, or did. */
export function keys(issuer: string, signingKeys: readonly PrivateKey[]): Result<typeof identityKeys> {
  return { issuer, keys: signingKeys.map(publicPart) };
}
