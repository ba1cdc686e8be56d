/** Where the catalogue and what belongs to it stand below the bus's public address. */
export const CATALOG_PATH = '/registry/v1/catalog';
export const SEARCH_PATH = `${CATALOG_PATH}/search`;
export const REGION_SCHEMA_PATH = '/registry/v1/schemas/region-file.json';
/** RFC 9727. */
export const API_CATALOG_PATH = '/.well-known/api-catalog';

/** Where exchanges with a service begin; never the address of the system behind it. */
export function exchangeAddress(publicUrl: string, service: string): string {
  return `${publicUrl}/r1/${encoded(service)}`;
}

/** Where a service's contract is, for whoever is known to the bus. */
export function contractAddress(publicUrl: string, service: string): string {
  const [, ...local] = service.split('/');
  return `${publicUrl}/registry/v1/services/${encoded(local.join('/'))}/contract`;
}

/** Characters of identifiers that a path cannot hold. */
function encoded(id: string): string {
  return id.split('/').map(encodeURIComponent).join('/');
}
