import type { FastifyInstance } from 'fastify';
import { agreementRoutes } from './registry/agreement-routes.ts';
import { noticeRoutes } from './registry/notice-routes.ts';
import { templateRoutes } from './registry/template-routes.ts';
import { catalogRoutes } from './catalog-routes.ts';
import { docsRoutes } from '../docs/docs-routes.ts';
import { auditFindingRoutes } from './audit-finding-routes.ts';
import { auditLogRoutes } from './audit-log-routes.ts';
import { auditRecordRoutes } from './audit-record-routes.ts';
import { busKeyRoutes } from './bus-key-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { identityRoutes } from './identity-routes.ts';
import { keyRequestRoutes } from './key-request-routes.ts';
import { landingRoutes } from './landing-routes.ts';
import { listClientsRoute } from './list-clients-route.ts';
import { peopleRoutes } from './people-routes.ts';
import { regionRoutes } from './region-routes.ts';
import { contractRoutes } from './registry/contract-routes.ts';
import { resourceRoutes } from './registry/resource-routes.ts';
import { delegationRoutes } from './registry/delegation-routes.ts';
import { linkRoutes } from './registry/link-routes.ts';
import type { RouteDeps } from './route-deps.ts';
import { subsystemKeyRoutes } from './subsystem-key-routes.ts';

/** Everything outside `/r1`. Whoever adds a route adds it to the reference too (`docs/route-table.ts`). */
export const ALL_ROUTES: readonly ((app: FastifyInstance, deps: RouteDeps) => void)[] = [
  identityRoutes,
  peopleRoutes,
  subsystemKeyRoutes,
  keyRequestRoutes,
  busKeyRoutes,
  auditLogRoutes,
  auditRecordRoutes,
  auditFindingRoutes,
  regionRoutes,
  resourceRoutes,
  contractRoutes,
  agreementRoutes,
  templateRoutes,
  noticeRoutes,
  delegationRoutes,
  linkRoutes,
  catalogRoutes,
  listClientsRoute,
  healthRoutes,
  landingRoutes,
  docsRoutes,
];
