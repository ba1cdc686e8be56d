import { createServer } from 'node:http';
import { Pool } from 'undici';
import { announce } from '../../run-child.ts';
import { OPERATION } from '../../write-region.ts';
import { ACTION, createNode, natsArguments, SERVICE } from './broker.ts';

// A program: the service whose action sends what it was given on to the provider, and returns what that answers.

const [provider = '', ...nats] = process.argv.slice(2);
const { origin, pathname } = new URL(provider);
const path = pathname + OPERATION;
const pool = new Pool(origin);

const node = createNode('provider', natsArguments(nats));
node.createService({
  name: SERVICE,
  actions: {
    [ACTION.slice(SERVICE.length + 1)]: async ({ params }: { params: unknown }) => {
      const { statusCode, body } = await pool.request({
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(params),
      });
      if (statusCode !== 200) throw new Error(`the provider answered ${statusCode}`);
      return body.json();
    },
  },
});
await node.start();
// So that the bench knows that it runs; nobody calls it here.
announce(createServer(), {});
