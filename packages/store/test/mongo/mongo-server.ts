import { describe } from '@jest/globals';

/** A server of MongoDB's protocol for tests. */
export interface MongoServer {
  /** Address of a database of it. */
  urlOf(database: string): string;
}

/** A suite against the server that `TEST_MONGO` names; skipped by its name without one. */
export function describeWithMongo(name: string, suite: (server: MongoServer) => void): void {
  const address = process.env['TEST_MONGO'];
  if (address === undefined) {
    describe.skip(`${name} (no server: TEST_MONGO is not set)`, () => suite({ urlOf: () => '' }));
    return;
  }
  describe(name, () => suite({ urlOf: (database) => new URL(`/${database}`, address).href }));
}
