import type { Finding } from '../finding.ts';
import type { ListedRegion } from '../list-region.ts';
import type { SourceMap } from '../source-map.ts';

/** Members of a JWK that only its owner may have (RFC 7518, 6). */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'] as const;

/** A subsystem's keys come from one place and are public. */
export function* checkKeys({ subsystems }: ListedRegion, source: SourceMap): Iterable<Finding> {
  for (const { entry, path } of subsystems) {
    if (entry.jwks !== undefined && entry.jwksUri !== undefined) {
      yield source.atKey([...path, 'jwksUri'], 'expected jwks or jwksUri, not both');
    }
    for (const [index, key] of (entry.jwks?.keys ?? []).entries()) {
      const here = [...path, 'jwks', 'keys', index];
      const secret = privateMemberOf(key);
      if (secret !== undefined) yield source.atKey([...here, secret], 'expected a public key; this one is private');
      else if (key.kty === 'oct') yield source.at([...here, 'kty'], 'expected a public key (EC, RSA or OKP)');
    }
  }
}

/** A member of a key that only its owner may have. */
export function privateMemberOf(key: object): string | undefined {
  return PRIVATE.find((member) => member in key);
}
