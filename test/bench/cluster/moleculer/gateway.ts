import { createServer } from 'node:http';
import ApiGateway from 'moleculer-web';
import { announce } from '../../run-child.ts';
import { OPERATION } from '../../write-region.ts';
import { ACTION, createNode, natsArguments, SERVICE } from './broker.ts';

// A program: moleculer-web, which parses the body and calls the action of another process over NATS. Nobody is asked who he is,
// nothing is checked, nothing is recorded.

const node = createNode('gateway', natsArguments(process.argv.slice(2)));
const api = node.createService({
  name: 'api',
  mixins: [ApiGateway],
  settings: {
    server: false,
    routes: [
      { path: '/', bodyParsers: { json: true }, mappingPolicy: 'restrict', aliases: { [`POST ${OPERATION}`]: ACTION } },
    ],
  },
});
await node.start();
await node.waitForServices(SERVICE);
const handler = (api as unknown as { express(): Parameters<typeof createServer>[1] }).express();
announce(createServer(handler), {});
