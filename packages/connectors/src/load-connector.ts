import type { Connector } from '@simpul/contracts';
import type * as RestModule from './rest/rest-connector.ts';

interface ConnectorModules {
  readonly rest: typeof RestModule;
}

const LOADERS: { readonly [K in Connector['kind']]: () => Promise<ConnectorModules[K]> } = {
  rest: () => import('./rest/rest-connector.ts'),
};

/** Loads the code of a kind of connector on first use: what a region does not use costs neither memory nor start-up. */
export function loadConnector<K extends Connector['kind']>(kind: K): Promise<ConnectorModules[K]> {
  return LOADERS[kind]();
}
