import type { Finding } from '../finding.ts';
import type { ListedRegion } from '../list-region.ts';
import type { SourceMap } from '../source-map.ts';

/** In production nothing is accepted that is only fit for a sandbox. */
export function* checkProduction({ file, subsystems }: ListedRegion, source: SourceMap): Iterable<Finding> {
  if (file.mode !== 'production') return;
  for (const { entry, path } of subsystems) {
    const link = entry.link ?? 'token';
    if (link === 'open') yield source.at([...path, 'link'], 'expected link token or mtls in production, not open');
    if (entry.jwksUri?.startsWith('http:') === true) {
      yield source.at([...path, 'jwksUri'], 'expected an https address in production');
    }
    if (entry.jwks?.keys.length === 0) {
      yield source.at([...path, 'jwks', 'keys'], 'expected at least one key in production');
    } else if (link === 'token' && entry.jwks === undefined && entry.jwksUri === undefined) {
      yield source.at(path, 'expected jwks or jwksUri in production');
    }
    if (link === 'mtls' && (entry.certificates ?? []).length === 0) {
      yield source.at([...path, 'link'], 'expected certificates for an mtls link in production');
    }
  }
  if ((file.people ?? []).length > 0) {
    yield source.atKey(['people'], 'expected no people in production: officials are invited');
  }
}
