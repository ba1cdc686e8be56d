import { AGREEMENT } from './areas/agreement.ts';
import { AUDIT } from './areas/audit.ts';
import { BUS } from './areas/bus.ts';
import { CONFIG, REGION } from './areas/config.ts';
import { CONTRACT_DOOR } from './areas/contracts.ts';
import { ACCESS } from './areas/access.ts';
import { AUTH } from './areas/auth.ts';
import { CONTRACT, JOURNAL, PROVIDER, RECORD, REPEAT, RESPONSE } from './areas/exchange.ts';
import { REQUEST, STREAM } from './areas/request.ts';
import { AUTHORITY, SERVICE } from './areas/service.ts';
import { HTTP } from './areas/gateway.ts';
import { DUTY, KEY } from './areas/identity.ts';
import { PEOPLE } from './areas/people.ts';
import { REGISTRY } from './areas/registry.ts';
import { SIGNATURE } from './areas/signature.ts';
import { STORE } from './areas/store.ts';
import type { ErrorDefinition } from './define-errors.ts';

const TABLES = [
  REQUEST,
  AUTH,
  SERVICE,
  AUTHORITY,
  ACCESS,
  SIGNATURE,
  CONTRACT,
  JOURNAL,
  REPEAT,
  STREAM,
  PROVIDER,
  RESPONSE,
  RECORD,
  HTTP,
  AUDIT,
  DUTY,
  PEOPLE,
  KEY,
  REGISTRY,
  AGREEMENT,
  STORE,
  BUS,
  CONFIG,
  REGION,
  CONTRACT_DOOR,
] as const;

/** Every error of the bus by code, in the order of an exchange's steps. */
export const ALL_ERRORS: ReadonlyMap<string, ErrorDefinition> = new Map(
  TABLES.flatMap((table) => Object.values(table).map((definition) => [definition.code, definition] as const)),
);
