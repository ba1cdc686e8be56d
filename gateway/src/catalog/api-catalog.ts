import type { CatalogEntry } from '@simpul/contracts';
import { API_CATALOG_PATH, CATALOG_PATH, contractAddress, exchangeAddress } from './addresses.ts';

type Json = Readonly<Record<string, unknown>>;

/** `Content-Type` of the document (RFC 9727, section 5). */
export const API_CATALOG_TYPE = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"';

/**
 * The API catalogue of the bus (RFC 9727) as a link set (RFC 9264): the bus's own API and every service.
 * @param next - address of the rest, which is a catalogue of its own
 */
export function toApiCatalog(items: readonly CatalogEntry[], publicUrl: string, next?: string): Json {
  const own: Json = {
    anchor: `${publicUrl}/registry/v1`,
    'service-desc': [{ href: `${publicUrl}/openapi.json`, type: 'application/json' }],
    'service-doc': [{ href: `${publicUrl}/docs`, type: 'text/html' }],
    'service-meta': [{ href: `${publicUrl}${CATALOG_PATH}`, type: 'application/ld+json' }],
    status: [{ href: `${publicUrl}/readyz`, type: 'text/plain' }],
  };
  const services = items.map(({ id, type }): Json => ({
    anchor: exchangeAddress(publicUrl, id),
    ...(type === 'OPENAPI' && { 'service-desc': [{ href: contractAddress(publicUrl, id) }] }),
    'service-meta': [{ href: `${publicUrl}${CATALOG_PATH}`, type: 'application/ld+json' }],
  }));
  const all = [own, ...services];
  return {
    linkset: [
      {
        anchor: `${publicUrl}${API_CATALOG_PATH}`,
        item: all.map(({ anchor }) => ({ href: anchor })),
        ...(next !== undefined && { 'api-catalog': [{ href: next }] }),
      },
      ...all,
    ],
  };
}
