import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  type Action,
  type Actor,
  identityAddKey,
  identityChanges,
  identityDecideKey,
  identityKeyRequests,
  identityListKeys,
  identityRequestKey,
  identityRevokeKey,
  type Params,
  type Result,
} from '@simpul/contracts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DUTY, KEY, RECORD } from '@simpul/errors';
import type { JWK } from 'jose';
import { type Fixture, type FixtureOptions, SIAK, startIdentity, subsystem } from '../fixtures/identity-fixture.ts';
import { makeSubsystemKey, proofOf, type SubsystemKeyPair } from '../fixtures/subsystem-key.ts';
import { assertion, credential, fetchNonce, proofKey, requestToken } from '../fixtures/token-client.ts';

const LOCAL = 'GOV/1871-DISDUKCAPIL/siak';
const SIAK_FILE = 'GOV.1871-DISDUKCAPIL.siak';
const MEMBER = {
  kind: 'member',
  id: 'ID-LA/GOV/1871-DISDUKCAPIL',
  value: { id: 'ID-LA/GOV/1871-DISDUKCAPIL', name: { id: 'Disdukcapil' }, region: '18.71', kind: 'opd' },
} as const;
const SELF: Actor = { kind: 'client', id: SIAK, grants: [] };
const OPERATOR: Actor = { kind: 'client', id: 'sandbox-operator', grants: [{ role: 'operator' }] };
const PERSON = '0193b2f0-7c1e-7a33-9b0f-5d2c8e4f6a01';
const integrator = (scope?: string): Actor => ({
  kind: 'person',
  id: PERSON,
  grants: [{ role: 'integrator', ...(scope !== undefined && { scope }) }],
});

let fixture: Fixture;
afterEach(async () => {
  jest.restoreAllMocks();
  await fixture.stop();
});

async function start(options: FixtureOptions = {}): Promise<void> {
  fixture = await startIdentity({ objects: [MEMBER, subsystem()], ...options });
}

const call = <A extends Action>(action: A, params: Params<A>): Promise<Result<A>> =>
  fixture.bus.as('gateway').call(action, params);
const list = async () => (await call(identityListKeys, { subsystem: LOCAL, actor: SELF })).keys;

async function add(made: SubsystemKeyPair, replaces?: { kid: string; until: number }, actor = SELF) {
  const params = { subsystem: LOCAL, jwk: made.jwk, proof: await proofOf(made, SIAK), actor };
  return call(identityAddKey, { ...params, ...(replaces !== undefined && { replaces }) });
}

/** Status of a token request with a key. */
async function ask(key: JWK): Promise<number> {
  const { prove } = await proofKey();
  const signed = await assertion({ key });
  const nonce = await fetchNonce(fixture, key);
  return (await requestToken(fixture, { assertion: signed, proof: await prove({ nonce }) })).status;
}

const denied = async () => (await call(identityChanges, { since: 0, limit: 100 })).denials.map(({ id }) => id);

describe('a subsystem', () => {
  it('adds a key beside its own, once, and its leaf is first', async () => {
    await start();
    const made = await makeSubsystemKey();
    expect(await ask(made.file)).toBe(401);
    const added = await add(made);
    expect(added).toMatchObject({ kid: made.kid, alg: 'ES256', state: 'active', from: 'rotated' });
    expect(fixture.leaves).toMatchObject([
      { type: 'key.added', id: added.record, consumer: SIAK, actor: SIAK, op: `${made.kid}/rotated` },
    ]);
    expect([await ask(made.file), await ask(await credential(fixture, SIAK_FILE))]).toEqual([200, 200]);
    await expect(add(made)).rejects.toMatchObject({ code: KEY.KNOWN.code });
  });

  it('lets its old key end, which is refused from then on, after a restart too', async () => {
    await start();
    const old = await credential(fixture, SIAK_FILE);
    const made = await makeSubsystemKey();
    const until = Date.now() + 60_000;
    await add(made, { kid: String(old.kid), until });
    expect(fixture.leaves.map(({ type, op }) => [type, op])).toEqual([
      ['key.added', `${made.kid}/rotated`],
      ['key.revoked', `${old.kid}/until ${new Date(until).toISOString()}`],
    ]);
    expect(await ask(old)).toBe(200);
    // As the command leaves it: the file that the sandbox made holds the new key.
    await writeFile(join(fixture.folder, 'credentials', `${SIAK_FILE}.jwk`), JSON.stringify(made.file));
    await fixture.stop({ keepFolder: true });
    await start({ folder: fixture.folder });
    expect([await ask(old), await ask(made.file)]).toEqual([200, 200]);
    const states = async () => new Map((await list()).map(({ kid, state }) => [kid, state]));
    expect((await states()).get(String(old.kid))).toBe('ending');
    jest.spyOn(Date, 'now').mockReturnValue(until);
    expect((await states()).get(String(old.kid))).toBe('ended');
    expect((await states()).get(made.kid)).toBe('active');
  });

  it('may neither end another’s key, nor at any time, nor add a key to another', async () => {
    await start();
    const made = await makeSubsystemKey();
    const kid = String((await credential(fixture, SIAK_FILE)).kid);
    const until = Date.now() + 1000;
    const codeOf = (outcome: Promise<unknown>) =>
      outcome.then(
        () => 'done',
        (error: { code: string }) => error.code,
      );
    expect(await codeOf(add(made, { kid: made.kid, until }))).toBe(KEY.UNKNOWN.code);
    expect(await codeOf(add(made, { kid, until: until + 91 * 86_400_000 }))).toBe(KEY.UNTIL_INVALID.code);
    expect(await codeOf(add(made, { kid, until: until - 120_000 }))).toBe(KEY.UNTIL_INVALID.code);
    for (const actor of [OPERATOR, integrator(), { ...SELF, id: 'ID-LA/GOV/A/b' }]) {
      expect(await codeOf(add(made, undefined, actor))).toBe(DUTY.ROLE_MISSING.code);
    }
    const elsewhere = { subsystem: 'GOV/A/none', jwk: made.jwk, proof: 'x', actor: SELF };
    expect(await codeOf(call(identityAddKey, elsewhere))).toBe(KEY.SUBSYSTEM_UNKNOWN.code);
    expect(fixture.leaves).toEqual([]);
  });

  it('uses a proof once, whatever else changes', async () => {
    await start();
    const made = await makeSubsystemKey();
    const proof = await proofOf(made, SIAK);
    const params = { subsystem: LOCAL, jwk: made.jwk, proof, actor: SELF };
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => call(identityAddKey, params)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(fixture.leaves).toHaveLength(1);
  });

  it('has at most 16 keys in use', async () => {
    await start();
    for (let i = 0; i < 15; i += 1) await add(await makeSubsystemKey());
    await expect(add(await makeSubsystemKey())).rejects.toMatchObject({ code: KEY.TOO_MANY.code });
    expect(await list()).toHaveLength(16);
  });

  it('keeps no more than 32 keys that ended', async () => {
    await start();
    let current = await makeSubsystemKey();
    await add(current);
    for (let i = 0; i < 35; i += 1) {
      const next = await makeSubsystemKey();
      await add(next, { kid: current.kid, until: Date.now() });
      current = next;
    }
    const ended = (await list()).filter(({ state }) => state === 'ended');
    expect(ended.length).toBeLessThanOrEqual(33);
    expect(ended.length).toBeGreaterThan(30);
  });

  it('gets no key whose leaf cannot be written', async () => {
    await start();
    fixture.audit.fails = true;
    const made = await makeSubsystemKey();
    await expect(add(made)).rejects.toMatchObject({ code: RECORD.UNAVAILABLE.code });
    expect((await list()).map(({ kid }) => kid)).not.toContain(made.kid);
    fixture.audit.fails = false;
  });
});

describe('a revoked key', () => {
  it('is refused, ends every token of its subsystem, and never comes back', async () => {
    await start();
    const made = await makeSubsystemKey();
    await add(made);
    const old = await credential(fixture, SIAK_FILE);
    const params = { subsystem: LOCAL, kid: String(old.kid), reason: 'laptop lost', actor: OPERATOR };
    const revoked = await call(identityRevokeKey, params);
    expect(revoked).toMatchObject({ kid: old.kid, state: 'revoked', reason: 'laptop lost' });
    expect(fixture.leaves.at(-1)).toMatchObject({
      type: 'key.revoked',
      id: revoked.record,
      consumer: SIAK,
      actor: 'sandbox-operator',
      op: `${old.kid}/revoked`,
    });
    expect(await denied()).toEqual([SIAK]);
    expect(await ask(old)).toBe(401);
    expect(await call(identityRevokeKey, params)).toMatchObject({ state: 'revoked' });
    expect(fixture.leaves).toHaveLength(2);

    const { d: _d, alg: _alg, kid: _kid, ...numbers } = old;
    const jwk = { kty: 'EC', ...numbers };
    const back = { subsystem: LOCAL, jwk, actor: integrator() };
    await expect(call(identityRequestKey, back)).rejects.toMatchObject({ code: KEY.REVOKED.code });
    await fixture.change([subsystem({ jwks: { keys: [jwk] } })]);
    await fixture.change([subsystem({ id: 'ID-LA/GOV/1871/lain', jwks: { keys: [jwk] } })]);
    expect(await ask(old)).toBe(401);
    await fixture.stop({ keepFolder: true });
    await start({ folder: fixture.folder });
    expect(await ask(old)).toBe(401);
  });

  it('is revoked by operators of its region alone', async () => {
    await start();
    const kid = String((await credential(fixture, SIAK_FILE)).kid);
    const revoke = (actor: Actor) => call(identityRevokeKey, { subsystem: LOCAL, kid, reason: 'x', actor });
    for (const actor of [SELF, integrator()]) {
      await expect(revoke(actor)).rejects.toMatchObject({ code: DUTY.ROLE_MISSING.code });
    }
    const far: Actor = { ...OPERATOR, grants: [{ role: 'operator', scope: '18.72' }] };
    await expect(revoke(far)).rejects.toMatchObject({ code: DUTY.SCOPE_MISSING.code });
    const near: Actor = { ...OPERATOR, grants: [{ role: 'operator', scope: '18' }] };
    await expect(revoke(near)).resolves.toMatchObject({ state: 'revoked' });
  });

  it('stays in force where its leaf cannot be written: nothing is half done', async () => {
    await start();
    const old = await credential(fixture, SIAK_FILE);
    fixture.audit.fails = true;
    const params = { subsystem: LOCAL, kid: String(old.kid), reason: 'x', actor: OPERATOR };
    await expect(call(identityRevokeKey, params)).rejects.toMatchObject({ code: RECORD.UNAVAILABLE.code });
    fixture.audit.fails = false;
    expect([await denied(), await ask(old)]).toEqual([[], 200]);
  });
});

describe('a request for a key', () => {
  const request = (made: SubsystemKeyPair, actor = integrator()) =>
    call(identityRequestKey, { subsystem: LOCAL, jwk: made.jwk, note: 'new laptop', actor });

  it('gives the key to its subsystem once another person approves', async () => {
    await start();
    const made = await makeSubsystemKey();
    const asked = await request(made);
    expect(asked).toMatchObject({ subsystem: SIAK, kid: made.kid, state: 'open', requestedBy: PERSON });
    expect(await ask(made.file)).toBe(401);
    const decided = await call(identityDecideKey, { id: asked.id, decision: 'approve', actor: OPERATOR });
    expect(decided).toMatchObject({ state: 'approved', decidedBy: 'sandbox-operator' });
    expect(await ask(made.file)).toBe(200);
    expect(fixture.leaves.map(({ type, op, consumer }) => [type, op, consumer])).toEqual([
      ['key.requested', `${made.kid}/requested`, SIAK],
      ['key.added', `${made.kid}/approved`, SIAK],
    ]);
    // A person stands in the log behind a commitment.
    expect(fixture.leaves[0]?.actor).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(fixture.leaves)).not.toContain(PERSON);
  });

  it('is decided once, however many decide at once, and never by whoever asked', async () => {
    await start();
    const asked = await request(await makeSubsystemKey());
    const both: Actor = { ...integrator(), grants: [{ role: 'integrator' }, { role: 'operator' }] };
    const decide = (actor: Actor, decision: 'approve' | 'refuse') =>
      call(identityDecideKey, { id: asked.id, decision, actor });
    await expect(decide(both, 'approve')).rejects.toMatchObject({ code: DUTY.OWN_REQUEST.code });
    await expect(decide(integrator(), 'approve')).rejects.toMatchObject({ code: DUTY.ROLE_MISSING.code });
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => decide(OPERATOR, i % 2 === 0 ? 'refuse' : 'approve')),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(fixture.leaves.map(({ type }) => type)).toEqual(['key.requested', 'key.refused']);
    const unknown = call(identityDecideKey, { id: 'none', decision: 'approve', actor: OPERATOR });
    await expect(unknown).rejects.toMatchObject({ code: KEY.REQUEST_UNKNOWN.code });
  });

  it('is seen within the scope of whoever looks', async () => {
    await start();
    const { id } = await request(await makeSubsystemKey(), integrator('GOV/1871-DISDUKCAPIL'));
    const seen = async (actor: Actor) => {
      const { requests } = await call(identityKeyRequests, { state: 'open', actor });
      return requests.map((one) => one.id);
    };
    expect(await seen(OPERATOR)).toEqual([id]);
    expect(await seen(integrator('18.71'))).toEqual([id]);
    expect(await seen(integrator('18.72'))).toEqual([]);
    await expect(seen(SELF)).rejects.toMatchObject({ code: DUTY.ROLE_MISSING.code });
    expect((await call(identityKeyRequests, { state: 'approved', actor: OPERATOR })).requests).toEqual([]);
  });

  it('is made for a member in scope, and not without end', async () => {
    await start();
    const outside = request(await makeSubsystemKey(), integrator('GOV/18-DINKES'));
    await expect(outside).rejects.toMatchObject({ code: DUTY.SCOPE_MISSING.code });
    for (let i = 0; i < 5; i += 1) await request(await makeSubsystemKey());
    await expect(request(await makeSubsystemKey())).rejects.toMatchObject({ code: KEY.REQUESTS_TOO_MANY.code });
  });
});

describe('tokens that were given before', () => {
  it.each<[string, Parameters<typeof subsystem>[0]]>([
    ['are over when their subsystem is suspended', { status: 'suspended' }],
    ['are over when its link is another one', { link: 'mtls' }],
    ['are over when its key is taken away', { jwks: { keys: [] } }],
  ])('%s', async (_, changes) => {
    const { jwk } = await makeSubsystemKey();
    await start({ objects: [MEMBER, subsystem({ jwks: { keys: [jwk] } })] });
    expect(await denied()).toEqual([]);
    await fixture.change([subsystem(changes)]);
    expect(await denied()).toEqual([SIAK]);
  });

  it('stay good when another key comes, or something else changes', async () => {
    const [first, second] = [await makeSubsystemKey(), await makeSubsystemKey()];
    await start({ objects: [MEMBER, subsystem({ jwks: { keys: [first.jwk] } })] });
    await fixture.change([subsystem({ jwks: { keys: [first.jwk, second.jwk] } })]);
    await fixture.change([subsystem({ jwks: { keys: [first.jwk, second.jwk] }, name: { id: 'Baru' } })]);
    expect(await denied()).toEqual([]);
  });
});
