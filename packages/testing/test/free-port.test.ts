import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { freePort } from '../src/index.ts';

const SOME = 50;

describe('freePort', () => {
  it('gives ports that can be taken, and none that an outgoing connection could get', async () => {
    const outgoing = Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t')[0]);
    const ports = await Promise.all(Array.from({ length: SOME }, freePort));
    for (const port of ports) expect(port).toBeLessThan(Math.max(outgoing, 15_000));
    const server = createServer().listen(ports[0], '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  });
});
