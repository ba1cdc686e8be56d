import type { LookupAddress } from 'node:dns';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { PROVIDER } from '@simpul/errors';
import fc from 'fast-check';
import { createEgressGuard, type EgressRules } from '../src/egress-guard.ts';
import { LOOPBACK, rawProvider, OK, targetAt, testConnector } from './rest/stand-in.ts';

const EVERYTHING = ['0.0.0.0/0', '::/0'];
const guard = (rules: Partial<EgressRules> = {}) =>
  createEgressGuard({ upperBound: () => EVERYTHING, allow: EVERYTHING, ownListeners: () => [], ...rules });

describe('an address', () => {
  it.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
    '100.100.100.200',
    '168.63.129.16',
    '0.0.0.0',
    '::',
    '255.255.255.255',
    '224.0.0.1',
    'ff02::1',
    'not an address',
  ])('%s is refused whatever is allowed', (address) => {
    expect(guard().refusal(address, 80)?.definition).toBe(PROVIDER.EGRESS_REFUSED);
  });

  it('must be allowed by the operators and for the member', () => {
    const rules = { upperBound: () => ['10.0.0.0/8'], allow: ['10.1.0.0/16', '192.168.0.0/16'] };
    expect(guard(rules).refusal('10.1.2.3', 443)).toBeUndefined();
    expect(guard(rules).refusal('::ffff:10.1.2.3', 443)).toBeUndefined();
    expect(guard(rules).refusal('10.2.0.1', 443)).toBeDefined();
    expect(guard(rules).refusal('192.168.0.1', 443)).toBeDefined();
  });

  it('follows the operators when they change their mind', () => {
    let bound = ['10.0.0.0/8'];
    const changing = guard({ upperBound: () => bound });
    expect(changing.refusal('10.1.2.3', 443)).toBeUndefined();
    bound = ['172.16.0.0/12'];
    expect(changing.refusal('10.1.2.3', 443)).toBeDefined();
  });

  it.each([[[]], [['no CIDR']]])('is refused when the list is %j', (allow) => {
    expect(guard({ allow }).refusal('10.1.2.3', 443)).toBeDefined();
    expect(guard({ upperBound: () => allow }).refusal('10.1.2.3', 443)).toBeDefined();
  });

  it('is refused exactly when it is outside a network, for any network', () => {
    const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    const number = (parts: readonly number[]): number => parts.reduce((sum, part) => sum * 256 + part, 0);
    fc.assert(
      fc.property(octets, octets, fc.integer({ min: 0, max: 32 }), (address, network, bits) => {
        // Networks that nothing can allow have tests of their own.
        fc.pre(![0, 100, 168, 169, 192].includes(address[0]) && address[0] < 224);
        const size = 2 ** (32 - bits);
        const inside = Math.floor(number(address) / size) === Math.floor(number(network) / size);
        const refused = guard({ allow: [`${network.join('.')}/${bits}`] }).refusal(address.join('.'), 80);
        expect(refused === undefined).toBe(inside);
      }),
    );
  });
});

describe("the bus's own listeners", () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1', '::ffff:127.0.0.1'],
    ['localhost', '::1'],
    ['0.0.0.0', '127.0.0.1'],
    ['0.0.0.0', '127.8.8.8'],
    ['::', '127.0.0.1'],
    ['0:0:0:0:0:0:0:1', '::1'],
  ])('on %s are not called by way of %s', (host, address) => {
    const own = guard({ ownListeners: () => [{ host, port: 8080 }] });
    expect(own.refusal(address, 8080)?.definition).toBe(PROVIDER.EGRESS_REFUSED);
    expect(own.refusal(address, 8081)).toBeUndefined();
  });

  it('on a wildcard are not called by way of any interface', () => {
    const own = guard({ ownListeners: () => [{ host: '0.0.0.0', port: 8080 }] });
    for (const entry of Object.values(networkInterfaces()).flat()) {
      expect(own.refusal(entry?.address ?? '', 8080)).toBeDefined();
    }
    expect(own.refusal('203.0.113.7', 8080)).toBeUndefined();
  });
});

describe('a name', () => {
  const answers =
    (...addresses: LookupAddress[]): NonNullable<EgressRules['resolve']> =>
    (_, done) =>
      done(null, addresses);
  const IN = { address: '127.0.0.1', family: 4 };
  const OUT = { address: '10.0.0.1', family: 4 };

  it('is refused when a single one of its addresses is', async () => {
    const connector = testConnector({ resolve: answers(IN, OUT) });
    const target = targetAt(connector, 'http://mixed.example:9');
    await expect(
      connector.dispatch(target, { method: 'GET', path: '/', headers: [] }, { deadlineMs: 5000 }),
    ).rejects.toMatchObject({ definition: PROVIDER.EGRESS_REFUSED });
    await target.close();
  });

  it('is resolved once for a connection, which goes to the address that was checked', async () => {
    const server = await rawProvider((_, socket) => socket.write(OK));
    let asked = 0;
    const connector = testConnector({
      resolve: (_, done) => {
        asked += 1;
        // A rebinding name: harmless when it is checked, harmful after.
        done(null, [asked === 1 ? IN : OUT]);
      },
    });
    const target = targetAt(connector, `http://rebinding.example:${server.port}`);
    const answer = await connector.dispatch(target, { method: 'GET', path: '/', headers: [] }, { deadlineMs: 5000 });
    expect(answer.status).toBe(200);
    expect(asked).toBe(1);
    await target.close();
    await server.close();
  });
});

describe('an address in a URL', () => {
  it.each([
    ['http://127.0.0.1:PORT', ['10.0.0.0/8']],
    ['http://2130706433:PORT', ['10.0.0.0/8']],
    ['http://0x7f.1:PORT', ['10.0.0.0/8']],
    ['http://[::ffff:127.0.0.1]:PORT', ['10.0.0.0/8']],
    ['http://0:PORT', LOOPBACK],
    ['http://user@127.0.0.1:PORT', LOOPBACK],
    ['http://127.0.0.1:PORT/?x', LOOPBACK],
    ['http://127.0.0.1:PORT/#x', LOOPBACK],
    ['http://127.0.0.1:PORT\\@x', LOOPBACK],
    ['ftp://127.0.0.1:PORT/', LOOPBACK],
    ['file:///etc/passwd', LOOPBACK],
    ['', LOOPBACK],
  ])('%s is refused', async (url, allow) => {
    const received: string[] = [];
    const server = await rawProvider((text) => received.push(text));
    const connector = testConnector();
    const target = targetAt(connector, url.replace('PORT', String(server.port)), { allow });
    await expect(
      connector.dispatch(target, { method: 'GET', path: '/', headers: [] }, { deadlineMs: 5000 }),
    ).rejects.toMatchObject({ definition: PROVIDER.EGRESS_REFUSED });
    expect(received).toEqual([]);
    await target.close();
    await server.close();
  });
});
