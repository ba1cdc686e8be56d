import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAuthority, type LoopbackDoor, type MadeCertificate, openOnLoopback } from '@simpul/testing';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type Fixture, startIdentity, subsystem } from '../fixtures/identity-fixture.ts';
import { assertion, requestToken } from '../fixtures/token-client.ts';

const CLIENT = 'ID-LA/GOV/1871/remote';
const PRINT = 'a1'.repeat(32);
const before = getCACertificates('default');

let made: MadeCertificate;
let door: LoopbackDoor;
let fixture: Fixture;
let time: number;
let published: unknown;
let asked: number;

beforeAll(async () => {
  const authority = await createAuthority();
  made = await authority.server();
  setDefaultCACertificates([...before, authority.cert]);
});
afterAll(() => setDefaultCACertificates(before));
beforeEach(async () => {
  time = 0;
  asked = 0;
  const server = createServer({ cert: made.cert, key: made.key }, (_request, response) => {
    asked += 1;
    response.end(JSON.stringify(published));
  });
  door = await openOnLoopback(server);
  fixture = await startIdentity({ objects: [registered()], now: () => time });
});
afterEach(async () => {
  await fixture.stop();
  await door.stop();
});

const registered = () => subsystem({ id: CLIENT, jwksUri: `https://localhost:${door.port}/jwks` });

async function createKey(kid: string): Promise<{ readonly mine: JWK; readonly theirs: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    mine: { ...(await exportJWK(privateKey)), alg: 'ES256', kid },
    theirs: { ...(await exportJWK(publicKey)), kid },
  };
}
const ask = async (key: JWK) =>
  (await requestToken(fixture, { assertion: await assertion({ key, client: CLIENT }), certificate: PRINT })).status;

describe('a client whose keys are at an address', () => {
  it('gets a token with one of them, and with a new one once the address shows it', async () => {
    const [first, second] = [await createKey('one'), await createKey('two')];
    published = { keys: [first.theirs] };
    expect([await ask(first.mine), await ask(first.mine), asked]).toEqual([200, 200, 1]);
    published = { keys: [second.theirs] };
    expect(await ask(second.mine)).toBe(401);
    time += 60_001;
    expect([await ask(second.mine), await ask(first.mine), asked]).toEqual([200, 401, 2]);
  });

  it('gets none with a key that the address does not show, whatever kid it names', async () => {
    const [first, other] = [await createKey('one'), await createKey('one')];
    published = { keys: [first.theirs] };
    expect(await ask(other.mine)).toBe(401);
    expect(await ask(first.mine)).toBe(200);
  });

  it('keeps the keys that were good when the address shows a private key', async () => {
    const { mine, theirs } = await createKey('one');
    published = { keys: [theirs] };
    expect(await ask(mine)).toBe(200);
    published = { keys: [theirs, mine] };
    time += 3_600_001;
    expect([await ask(mine), asked]).toEqual([200, 2]);
    expect(await ask((await createKey('three')).mine)).toBe(401);
  });

  it('is no client while the address gives nothing, and one as soon as it does', async () => {
    const { mine, theirs } = await createKey('one');
    published = { keys: [] };
    expect(await ask(mine)).toBe(401);
    published = { keys: [theirs] };
    time += 60_001;
    expect(await ask(mine)).toBe(200);
  });

  it('is no client at an address that nobody allowed', async () => {
    const { mine, theirs } = await createKey('one');
    published = { keys: [theirs] };
    await fixture.change([subsystem({ id: CLIENT, jwksUri: `https://[::1]:${door.port}/jwks` })]);
    expect([await ask(mine), asked]).toEqual([401, 0]);
  });

  it('is no client any more when it is suspended', async () => {
    const { mine, theirs } = await createKey('one');
    published = { keys: [theirs] };
    expect(await ask(mine)).toBe(200);
    await fixture.change([subsystem({ id: CLIENT, status: 'suspended', jwksUri: 'https://localhost/jwks' })]);
    expect(await ask(mine)).toBe(401);
  });
});
