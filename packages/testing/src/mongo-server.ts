import { MongoClient } from 'mongodb';
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

/** The same for a run that needs one. @throws Error where there is none */
export function requireMongoServer(): MongoServer {
  const server = findMongoServer();
  if (!server.isThere) throw new Error("TEST_MONGO names no server of MongoDB's protocol");
  return server;
}

/** Drops every database whose name begins so. */
export async function dropDatabases(server: MongoServer, prefix: string): Promise<void> {
  const client = await MongoClient.connect(server.urlOf('admin'));
  try {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
    for (const { name } of databases) if (name.startsWith(prefix)) await client.db(name).dropDatabase();
  } finally {
    await client.close();
  }
}
