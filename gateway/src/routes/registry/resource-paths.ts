import type { Resource } from '@simpul/contracts';

type Params = Readonly<Record<string, string>>;

/** Where objects of a kind stand below `/registry/v1`. */
export interface ResourcePath {
  readonly kind: Resource;
  readonly list: string;
  readonly one: string;
  /** Id of an object, without the instance. */
  readonly idOf: (params: Params) => string;
  /** The service whose versions are listed. */
  readonly ofService?: (params: Params) => string;
}

export const REGISTRY_BASE = '/registry/v1';
/** Address of a service. */
export const SERVICE_PATH = `${REGISTRY_BASE}/services/:class/:member/:subsystem/:service`;

const inOrder =
  (...names: readonly string[]) =>
  (params: Params): string =>
    names.map((name) => params[name] ?? '').join('/');
/** Id of the service that a path names. */
export const serviceOf = inOrder('class', 'member', 'subsystem', 'service');

/** Every kind of object that is read and written in one way. */
export const RESOURCE_PATHS: readonly ResourcePath[] = [
  {
    kind: 'member',
    list: `${REGISTRY_BASE}/members`,
    one: `${REGISTRY_BASE}/members/:class/:member`,
    idOf: inOrder('class', 'member'),
  },
  {
    kind: 'subsystem',
    list: `${REGISTRY_BASE}/subsystems`,
    one: `${REGISTRY_BASE}/subsystems/:class/:member/:subsystem`,
    idOf: inOrder('class', 'member', 'subsystem'),
  },
  { kind: 'service', list: `${REGISTRY_BASE}/services`, one: SERVICE_PATH, idOf: serviceOf },
  {
    kind: 'version',
    list: `${SERVICE_PATH}/versions`,
    one: `${SERVICE_PATH}/versions/:version`,
    idOf: (params) => `${serviceOf(params)}@${params['version'] ?? ''}`,
    ofService: serviceOf,
  },
  { kind: 'group', list: `${REGISTRY_BASE}/groups`, one: `${REGISTRY_BASE}/groups/:code`, idOf: inOrder('code') },
];
