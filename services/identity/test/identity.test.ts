import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { identityKeys } from '@simpul/contracts';
import { BUS } from '@simpul/errors';
import { decodeJwt, exportJWK, generateKeyPair, type JWK } from 'jose';
import {
  type Fixture,
  type FixtureOptions,
  PUBLIC_URL,
  SIAK,
  startIdentity,
  subsystem,
} from './fixtures/identity-fixture.ts';
import { assertion, credential, fetchNonce, proofKey, requestToken } from './fixtures/token-client.ts';

/** Between two looks, so that the limit for a client is not reached. */
const POLL_MS = 100;
const SIAK_FILE = 'GOV.1871-DISDUKCAPIL.siak';

let fixture: Fixture;
afterEach(() => fixture.stop());

async function start(options?: FixtureOptions): Promise<Fixture> {
  fixture = await startIdentity(options);
  return fixture;
}

/** Asks for a token with a nonce already known. */
async function ask(key: JWK, form: Record<string, string> = {}, client = SIAK) {
  const { prove } = await proofKey();
  const proof = await prove({ nonce: await fetchNonce(fixture, key, client) });
  return requestToken(fixture, { assertion: await assertion({ key, client }), proof, form });
}

/** As {@link ask}; within the second in which tokens were denied, the answer is to come again. */
async function askUntilServed(key: JWK) {
  for (;;) {
    const answer = await ask(key);
    if (answer.status !== 503) return answer;
    await setTimeout(POLL_MS);
    expect([answer.headers.get('retry-after'), answer.body.error]).toEqual(['1', 'temporarily_unavailable']);
  }
}

async function registeredKey() {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const key: JWK = { ...(await exportJWK(pair.privateKey)), alg: 'ES256' };
  return { key, jwks: { keys: [{ kty: 'EC', ...(await exportJWK(pair.publicKey)) }] } };
}

describe('a sandbox', () => {
  it('makes keys for token links without keys and for its own clients, and for nobody else', async () => {
    const { jwks } = await registeredKey();
    const id = (name: string) => `ID-LA/GOV/1871/${name}`;
    await start({
      objects: [
        subsystem(),
        subsystem({ id: id('own'), jwks }),
        subsystem({ id: id('mtls'), link: 'mtls' }),
        subsystem({ id: id('open'), link: 'open' }),
        subsystem({ id: id('empty'), jwks: { keys: [] } }),
        subsystem({ id: id('elsewhere'), jwksUri: 'https://agency.example/jwks' }),
      ],
    });
    const credentials = join(fixture.folder, 'credentials');
    const names = await readdir(credentials);
    expect(names.toSorted()).toEqual([
      'GOV.1871-DISDUKCAPIL.siak.jwk',
      'GOV.1871.empty.jwk',
      'auditor.jwk',
      'integrator.jwk',
      'operator.jwk',
      'steward.jwk',
    ]);
    for (const name of names) expect((await stat(join(credentials, name))).mode & 0o777).toBe(0o600);
    expect((await stat(credentials)).mode & 0o777).toBe(0o700);
  });

  it('does not let two subsystems share a key file', async () => {
    const dotted = ['ID-LA/GOV/18.71/siak', 'ID-LA/GOV/18/71.siak'] as const;
    await start({ objects: dotted.map((id) => subsystem({ id })) });
    const key = await credential(fixture, 'GOV.18.71.siak');
    expect((await ask(key, {}, dotted[0])).status).toBe(200);
    expect((await ask(key, {}, dotted[1])).status).toBe(401);
  });

  it.each([
    ['operator', 'registry:write registry:approve region:apply people:write'],
    ['integrator', 'registry:request'],
    ['steward', 'registry:request registry:approve'],
    ['auditor', 'audit:read people:read'],
  ])('has the client sandbox-%s with the scopes %s', async (name, scope) => {
    await start();
    const key = await credential(fixture, name);
    const resource = `${PUBLIC_URL}/api`;
    const answer = await ask(key, { scope, resource }, `sandbox-${name}`);
    expect(answer).toMatchObject({ status: 200, body: { scope } });
    expect(decodeJwt(String(answer.body.access_token))).toMatchObject({ scope, client_id: `sandbox-${name}` });
    expect(await ask(key, { resource }, `sandbox-${name}`)).toMatchObject({ status: 200, body: { scope } });

    const foreign = name === 'operator' ? 'audit:read' : 'registry:write';
    const refused = await ask(key, { scope: foreign, resource }, `sandbox-${name}`);
    expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
    expect(await ask(key, {}, `sandbox-${name}`)).toMatchObject({ body: { error: 'invalid_target' } });
  });

  it('gives subsystems no scopes', async () => {
    await start();
    const key = await credential(fixture, SIAK_FILE);
    const resource = `${PUBLIC_URL}/api`;
    expect(await ask(key, { resource, scope: 'registry:write' })).toMatchObject({ body: { error: 'invalid_scope' } });
    const answer = await ask(key, { resource });
    expect(decodeJwt(String(answer.body.access_token))).not.toHaveProperty('scope');
  });
});

describe('production', () => {
  it('makes no keys but its own and has no clients but those with registered keys', async () => {
    const { key, jwks } = await registeredKey();
    await start({ objects: [subsystem({ jwks })], config: { mode: 'production' } });
    expect((await readdir(fixture.folder)).includes('credentials')).toBe(false);
    expect((await ask(key)).status).toBe(200);
    expect((await ask(key, {}, 'sandbox-operator')).status).toBe(401);
    const metadata = await fixture.ask('/.well-known/oauth-authorization-server/oauth2');
    expect(metadata.body.scopes_supported).toEqual(['roles', 'people:first']);
  });
});

describe('a change in the registry', () => {
  it('ends and renews the right to tokens', async () => {
    await start();
    const key = await credential(fixture, SIAK_FILE);
    expect((await ask(key)).status).toBe(200);
    const { prove } = await proofKey();
    const proof = await prove({ nonce: await fetchNonce(fixture, key) });

    await fixture.change([subsystem({ status: 'suspended' })]);
    const refused = await requestToken(fixture, { assertion: await assertion({ key }), proof });
    expect(refused).toMatchObject({ status: 401, body: { error: 'invalid_client' } });

    await fixture.change([subsystem()]);
    expect((await askUntilServed(key)).status).toBe(200);
  });

  it('replaces keys', async () => {
    await start();
    const old = await credential(fixture, SIAK_FILE);
    const { key, jwks } = await registeredKey();
    await fixture.change([subsystem({ jwks })]);
    expect((await askUntilServed(key)).status).toBe(200);
    expect((await ask(old)).status).toBe(401);
  });
});

describe('the instance', () => {
  it.each([
    [{}, 200],
    [{ instance: 'ID-LA' }, 200],
    [{ instance: 'EE' }, 400],
  ])('is the one of the registry unless the configuration is %j', async (config, status) => {
    await start({ config });
    const key = await credential(fixture, SIAK_FILE);
    expect((await ask(key, { resource: `${PUBLIC_URL}/r1/ID-LA/GOV/1871/dukcapil/nik` })).status).toBe(status);
  });
});

describe('a restart', () => {
  it('keeps all keys, the nonces and what was used', async () => {
    const { folder } = await start();
    const key = await credential(fixture, SIAK_FILE);
    const before = await fixture.bus.as('gateway').call(identityKeys, {});
    const signed = await assertion({ key });
    const { prove } = await proofKey();
    const nonce = await fetchNonce(fixture, key);
    const first = await requestToken(fixture, { assertion: signed, proof: await prove({ nonce }) });
    expect(first.status).toBe(200);
    await fixture.stop({ keepFolder: true });

    await start({ folder });
    expect(await credential(fixture, SIAK_FILE)).toEqual(key);
    expect(await fixture.bus.as('gateway').call(identityKeys, {})).toEqual(before);
    const again = await requestToken(fixture, { assertion: signed, proof: await prove({ nonce }) });
    expect(again).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const fresh = await requestToken(fixture, { assertion: await assertion({ key }), proof: await prove({ nonce }) });
    expect(fresh.status).toBe(200);
  });

  it('makes a key anew whose file was taken away', async () => {
    const { folder } = await start();
    const file = join(folder, 'credentials', `${SIAK_FILE}.jwk`);
    const before = await readFile(file, 'utf8');
    await fixture.stop({ keepFolder: true });
    await rm(file);
    await start({ folder });
    expect(await readFile(file, 'utf8')).not.toBe(before);
  });
});

describe('the service', () => {
  it('is ready between start and stop', async () => {
    await start();
    expect(fixture.module.notReady()).toBeUndefined();
    await fixture.module.stop();
    expect(fixture.module.notReady()).toEqual(expect.any(String));
    const call = fixture.bus.as('gateway').call(identityKeys, {});
    await expect(call).rejects.toMatchObject({ code: BUS.UNAVAILABLE.code });
  });
});
