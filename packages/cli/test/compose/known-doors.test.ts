import { expect, it } from '@jest/globals';
import { knownDoors } from '../../src/compose/known-doors.ts';

it('names the doors of the bus that the settings hold: the public one, NATS, every server of the store', () => {
  const cluster = { party: 'exchange', url: 'tls://127.0.0.1:4222,nats://[::1]' } as const;
  const mongo = 'mongodb://user:p%40ss@10.1.1.1:27018,10.1.1.2/simpul?tls=true';
  expect(knownDoors({ services: [], publicUrl: 'https://bus.example', cluster, mongo })).toEqual([
    { host: 'bus.example', port: 443 },
    { host: '127.0.0.1', port: 4222 },
    { host: '::1', port: 4222 },
    { host: '10.1.1.1', port: 27_018 },
    { host: '10.1.1.2', port: 27_017 },
  ]);
});

it('is the public address alone for a bus in one process', () => {
  expect(knownDoors({ services: [], publicUrl: 'http://localhost:8080' })).toEqual([{ host: 'localhost', port: 8080 }]);
});
