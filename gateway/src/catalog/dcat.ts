import type { CatalogEntry, registryCatalog, Result } from '@simpul/contracts';
import { CATALOG_PATH, contractAddress, exchangeAddress } from './addresses.ts';

type Json = Readonly<Record<string, unknown>>;
type Text = CatalogEntry['name'];

const CONTEXT: Json = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  hydra: 'http://www.w3.org/ns/hydra/core#',
  adms: 'http://www.w3.org/ns/adms#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};
/** Access rights of the EU's Publications Office, which harvesters of DCAT know. */
const ACCESS_RIGHTS = {
  terbuka: 'PUBLIC',
  terbatas: 'RESTRICTED',
  dikecualikan: 'NON_PUBLIC',
} as const;
const AUTHORITY = 'http://publications.europa.eu/resource/authority/access-right/';
const STATUS = 'http://purl.org/adms/status/';
/** What an interface conforms to. */
const STANDARDS = {
  OPENAPI: 'https://spec.openapis.org/oas/',
  REST: 'https://www.rfc-editor.org/info/rfc9110',
} as const;

export interface DcatPage {
  readonly publicUrl: string;
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** A page of the catalogue as DCAT 3 in JSON-LD; each service is a `dcat:DataService` of its agency. */
export function toDcat(
  { region, items, total, next }: Result<typeof registryCatalog>,
  { publicUrl, limit, cursor }: DcatPage,
): Json {
  const catalog = `${publicUrl}${CATALOG_PATH}`;
  const page = (at: string | undefined): Json => ({
    '@id': `${catalog}?${new URLSearchParams({ limit: String(limit), ...(at !== undefined && { cursor: at }) }).toString()}`,
  });
  return {
    '@context': CONTEXT,
    '@id': catalog,
    '@type': 'dcat:Catalog',
    'dct:title': inLanguages(region.name),
    'dct:identifier': region.instance,
    'dct:language': ['id', 'en'],
    'foaf:homepage': { '@id': `${publicUrl}/` },
    'dcat:service': items.map((entry) => toDataService(entry, publicUrl)),
    'hydra:totalItems': total,
    'hydra:view': {
      ...page(cursor),
      '@type': 'hydra:PartialCollectionView',
      'hydra:first': page(undefined),
      ...(next !== undefined && { 'hydra:next': page(next) }),
    },
  };
}

function toDataService(entry: CatalogEntry, publicUrl: string): Json {
  const { id, name, description, type, version, state, sunset, owner, classification, elements } = entry;
  const address = exchangeAddress(publicUrl, id);
  return {
    '@id': address,
    '@type': 'dcat:DataService',
    'dct:identifier': id,
    'dct:title': inLanguages(name),
    ...(description !== undefined && { 'dct:description': description }),
    'dcat:version': version,
    'adms:status': { '@id': `${STATUS}${state === 'active' ? 'Completed' : 'Deprecated'}` },
    ...(sunset !== undefined && { 'dct:valid': { '@type': 'xsd:date', '@value': sunset } }),
    'dct:publisher': { '@type': 'foaf:Organization', 'dct:identifier': owner.id, 'foaf:name': inLanguages(owner.name) },
    'dcat:endpointURL': { '@id': address },
    ...(type === 'OPENAPI' && { 'dcat:endpointDescription': { '@id': contractAddress(publicUrl, id) } }),
    'dct:conformsTo': { '@id': STANDARDS[type] },
    ...(classification !== undefined && {
      'dct:accessRights': { '@id': `${AUTHORITY}${ACCESS_RIGHTS[classification]}` },
    }),
    ...(elements.length > 0 && { 'dcat:keyword': elements }),
  };
}

function inLanguages({ id, en }: Text): readonly Json[] {
  return [{ '@language': 'id', '@value': id }, ...(en === undefined ? [] : [{ '@language': 'en', '@value': en }])];
}
