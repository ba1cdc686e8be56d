import { type Handler, handler } from '@simpul/bus';
import {
  registryAllowLink,
  registryDelegate,
  registryDelegation,
  registryDelegations,
  registryLinks,
  registryRemoveLink,
  registryRevokeDelegation,
} from '@simpul/contracts';
import type { AgreementDeps } from './agreements/deps.ts';
import { createDelegations } from './delegations/delegations.ts';
import { createLinks } from './links/links.ts';

/** What the registry offers on delegations and legacy links. */
export function rightsHandlers(deps: Pick<AgreementDeps, 'store' | 'write' | 'now'>): Handler[] {
  const delegations = createDelegations(deps);
  const links = createLinks(deps);
  return [
    handler(registryDelegation, (params) => delegations.read(params)),
    handler(registryDelegations, (params) => delegations.list(params)),
    handler(registryDelegate, (params) => delegations.delegate(params)),
    handler(registryRevokeDelegation, (params) => delegations.revoke(params)),
    handler(registryLinks, (params) => links.list(params)),
    handler(registryAllowLink, (params) => links.allow(params)),
    handler(registryRemoveLink, (params) => links.remove(params)),
  ];
}
