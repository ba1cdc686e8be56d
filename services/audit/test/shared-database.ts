import { randomUUID } from 'node:crypto';
import { afterAll, describe } from '@jest/globals';
import { connectMongo } from '@simpul/store';
import { findMongoServer } from '@simpul/testing';

/** A database of a suite's own. */
export interface SharedDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

const server = findMongoServer();

/** Makes up a database that nobody else uses; only where `describeShared` runs. */
export function newDatabase(): SharedDatabase {
  const url = server.urlOf(`test-${randomUUID()}`);
  return {
    url,
    async drop() {
      const connection = await connectMongo(url);
      await connection.run((db) => db.dropDatabase());
      await connection.close();
    },
  };
}

/** A suite about logs that processes share; skipped by name where no server of MongoDB's protocol is given. */
export const describeShared = server.isThere ? describe : describe.skip;

/** The suite once for each store, since what is promised of the log holds on both. */
export function describeOnBothStores(name: string, suite: (address: () => string | undefined) => void): void {
  describe(`${name}, in a file`, () => {
    suite(() => undefined);
  });
  describeShared(`${name}, in a database that processes share`, () => {
    let database: SharedDatabase | undefined;
    suite(() => (database ??= newDatabase()).url);
    afterAll(async () => database?.drop());
  });
}
