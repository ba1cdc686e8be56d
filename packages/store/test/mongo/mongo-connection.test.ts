import { expect, it } from '@jest/globals';
import { connectMongo } from '../../src/mongo/mongo-connection.ts';

/** Nobody listens there. */
const NOWHERE = 'mongodb://127.0.0.1:1/simpul';

it('goes on trying with a client whose first connection failed, and then says why', async () => {
  // Longer than one try takes: the driver's client is closed by its first failure.
  await expect(connectMongo(NOWHERE, { tryMs: 3000 })).rejects.toMatchObject({
    code: 'SIMPUL_STORE_FAILED',
    message: expect.stringMatching(/^The store failed: \w+: connect ECONNREFUSED/),
  });
});
