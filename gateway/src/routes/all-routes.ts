import type { FastifyInstance } from 'fastify';
import { docsRoutes } from '../docs/docs-routes.ts';
import { auditFindingRoutes } from './audit-finding-routes.ts';
import { auditLogRoutes } from './audit-log-routes.ts';
import { auditRecordRoutes } from './audit-record-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { identityRoutes } from './identity-routes.ts';
import { landingRoutes } from './landing-routes.ts';
import { listClientsRoute } from './list-clients-route.ts';
import { regionRoutes } from './region-routes.ts';
import type { RouteDeps } from './route-deps.ts';

/** Everything outside `/r1`. Whoever adds a route adds it to the reference too (`docs/route-table.ts`). */
export const ALL_ROUTES: readonly ((app: FastifyInstance, deps: RouteDeps) => void)[] = [
  identityRoutes,
  auditLogRoutes,
  auditRecordRoutes,
  auditFindingRoutes,
  regionRoutes,
  listClientsRoute,
  healthRoutes,
  landingRoutes,
  docsRoutes,
];
