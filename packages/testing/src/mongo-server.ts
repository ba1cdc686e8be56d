import { machineHas } from './machine-has.ts';

/** A server of MongoDB's protocol for tests. */
export interface MongoServer {
  /** Without one its suites are skipped. */
  readonly isThere: boolean;
  /** Address of a database of it. */
  urlOf(database: string): string;
}

/**
 * The server that `TEST_MONGO` names (`mongodb://host:port`); infra/mongo/serve.sh runs one.
 * @throws Error where there is none, in a run that may skip nothing
 */
export function findMongoServer(): MongoServer {
  const address = process.env['TEST_MONGO'] ?? '';
  const isThere = machineHas(address !== '', "a server of MongoDB's protocol (TEST_MONGO, see infra/mongo/serve.sh)");
  return { isThere, urlOf: (database) => new URL(`/${database}`, address).href };
}
