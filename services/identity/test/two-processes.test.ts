import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Action,
  type Actor,
  identityAddKey,
  identityChanges,
  identityDecideKey,
  identityHttp,
  identityInvite,
  identityKeys,
  identityListKeys,
  identityPublishKeys,
  identityRequestKey,
  identityRevokeKey,
  identityRotateBusKey,
  type Params,
  type Result,
} from '@simpul/contracts';
import { findMongoServer, shareDatabase, type SharedPlace, shareFile } from '@simpul/testing';
import { decodeProtectedHeader, type JWK } from 'jose';
import { type Fixture, SIAK, startIdentity, subsystem } from './fixtures/identity-fixture.ts';
import { assertion, credential, fetchNonce, proofKey, requestToken } from './fixtures/token-client.ts';
import { makeSubsystemKey, proofOf } from './fixtures/subsystem-key.ts';
import { startTwo, type TwoIdentities } from './fixtures/two-identities.ts';
import { codeOf, hiddenIn } from './pages/fixtures/pages-fixture.ts';
import { createVisitor, type Pages } from './pages/fixtures/visitor.ts';

const LOCAL = 'GOV/1871-DISDUKCAPIL/siak';
const SIAK_FILE = 'GOV.1871-DISDUKCAPIL.siak';
const SELF: Actor = { kind: 'client', id: SIAK, grants: [] };
const OPERATOR: Actor = { kind: 'client', id: 'sandbox-operator', grants: [{ role: 'operator' }] };
const INTEGRATOR: Actor = {
  kind: 'person',
  id: '0193b2f0-7c1e-7a33-9b0f-5d2c8e4f6a01',
  grants: [{ role: 'integrator' }],
};
const API = { resource: 'http://localhost:8080/api' };

const call = <A extends Action>(at: Fixture, action: A, params: Params<A>): Promise<Result<A>> =>
  at.bus.as('gateway').call(action, params);

/** The answer to a token request at one process with a nonce of another. */
async function ask(at: Fixture, key: JWK, { client = SIAK, form = {}, nonceOf = at } = {}) {
  const { prove } = await proofKey();
  const nonce = await fetchNonce(nonceOf, key, client);
  return requestToken(at, { assertion: await assertion({ key, client }), proof: await prove({ nonce }), form });
}

const keyFiles = (at: Fixture) => readdir(join(at.folder, 'credentials')).catch(() => []);

function twoProcesses(open: () => Promise<SharedPlace>): void {
  let place: SharedPlace;
  let two: TwoIdentities | undefined;
  beforeEach(async () => {
    place = await open();
  });
  afterEach(async () => {
    await two?.stop();
    two = undefined;
    await place.remove();
  });

  it('give tokens with the same keys, and take each other’s nonces', async () => {
    two = await startTwo(place);
    const { a, b } = two;
    const key = await credential(a, SIAK_FILE);
    const answers = [await ask(a, key, { nonceOf: b }), await ask(b, key, { nonceOf: a })];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const kids = answers.map(({ body }) => decodeProtectedHeader(String(body['access_token'])).kid);
    const published = (await b.bus.as('exchange').call(identityKeys, {})).keys.map(({ kid }) => kid);
    expect(published).toEqual([kids[0]]);
    expect(kids[1]).toBe(kids[0]);
  });

  it('make a sandbox’s keys in one folder, and both know them', async () => {
    two = await startTwo(place);
    const { a, b } = two;
    expect(await keyFiles(b)).toEqual([]);
    expect(await keyFiles(a)).toContain(`${SIAK_FILE}.jwk`);
    const operator = { client: 'sandbox-operator', form: API };
    expect((await ask(b, await credential(a, 'operator'), operator)).status).toBe(200);
    await b.change([subsystem({ id: 'ID-LA/GOV/1871/lain' })]);
    await a.change([]);
    const other = { client: 'ID-LA/GOV/1871/lain' };
    expect((await ask(b, await credential(a, 'GOV.1871.lain'), other)).status).toBe(200);
    expect(await keyFiles(b)).toEqual([]);
  });

  it('know at once of a key that was added, and of one that was revoked, at the other', async () => {
    two = await startTwo(place);
    const { a, b } = two;
    const made = await makeSubsystemKey();
    await call(a, identityAddKey, { subsystem: LOCAL, jwk: made.jwk, proof: await proofOf(made, SIAK), actor: SELF });
    expect((await ask(b, made.file)).status).toBe(200);
    await call(b, identityRevokeKey, { subsystem: LOCAL, kid: made.kid, reason: 'lost', actor: OPERATOR });
    expect((await ask(a, made.file)).status).toBe(401);
    const { keys } = await call(a, identityListKeys, { subsystem: LOCAL, actor: SELF });
    expect(keys.find(({ kid }) => kid === made.kid)).toMatchObject({ state: 'revoked', reason: 'lost' });
    const told = await Promise.all([a, b].map((at) => call(at, identityChanges, { since: 0, limit: 10 })));
    expect(told[0]).toEqual(told[1]);
    expect(told[0]?.denials.map(({ id }) => id)).toEqual([SIAK]);
  });

  it('tell the same denials in the same order, however many both make at once', async () => {
    two = await startTwo(place, { objects: [] });
    const { a, b, shared } = two;
    const ids = Array.from({ length: 20 }, (_, i) => `ID-LA/GOV/1871/s${i}`);
    await a.change(ids.map((id) => subsystem({ id })));
    shared.changes.push(...ids.map((id) => subsystem({ id, status: 'suspended' })));
    await Promise.all([a.change([]), b.change([])]);
    const read = async (at: Fixture): Promise<string[]> => {
      const seen: string[] = [];
      for (let since = 0, more = true; more;) {
        const answer = await call(at, identityChanges, { since, limit: 7 });
        seen.push(...answer.denials.map(({ id }) => id));
        ({ revision: since, more } = answer);
      }
      return seen;
    };
    const [fromA, fromB] = [await read(a), await read(b)];
    expect(fromA).toEqual(fromB);
    expect(new Set(fromA)).toEqual(new Set(ids));
  });

  it('decide on a request once, and the log says of a decision that came too late that it was refused', async () => {
    two = await startTwo(place);
    const { a, b, shared } = two;
    const { jwk, kid } = await makeSubsystemKey();
    const { id } = await call(a, identityRequestKey, { subsystem: LOCAL, jwk, actor: INTEGRATOR });
    const tries = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) =>
        call(i % 2 === 0 ? a : b, identityDecideKey, {
          id,
          decision: i % 3 === 0 ? 'refuse' : 'approve',
          actor: OPERATOR,
        }),
      ),
    );
    const [decided] = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const isThere = (await call(b, identityListKeys, { subsystem: LOCAL, actor: SELF })).keys.some(
      (one) => one.kid === kid,
    );
    expect(isThere).toBe(decided?.state === 'approved');
    const told = shared.leaves.filter(({ type }) => type !== 'key.requested');
    const refused = told.filter(({ outcome }) => outcome === 'refused');
    expect(told).toHaveLength(1 + 2 * refused.length);
  });

  it('change the key of the bus together, and one of two who begin at once does', async () => {
    two = await startTwo(place);
    const { a, b, shared } = two;
    const tries = await Promise.allSettled([a, b].map((at) => call(at, identityRotateBusKey, { actor: OPERATOR })));
    const [begun] = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const at of [a, b]) {
      const { keys } = await at.bus.as('exchange').call(identityKeys, {});
      expect(keys.map(({ kid }) => kid)).toEqual([begun?.old, begun?.kid]);
    }
    const made = shared.leaves.filter(({ type, outcome }) => type === 'key.added' && outcome === undefined);
    const refused = shared.leaves.filter(({ outcome }) => outcome === 'refused');
    expect(made.length - refused.length).toBe(1);
  });

  it('publish the keys of exchange nodes, whichever of them was told', async () => {
    two = await startTwo(place);
    const { a, b } = two;
    const key = { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' } as const;
    const named = { ...key, x: 'A'.repeat(43), kid: 'B'.repeat(43) };
    await a.bus.as('exchange').call(identityPublishKeys, { keys: [named] });
    const { body } = await b.ask('/oauth2/jwks');
    expect((body['keys'] as JWK[]).map(({ kid }) => kid)).toContain(named.kid);
  });

  it('invite the people of a region file once', async () => {
    const person = {
      kind: 'person',
      id: 'p@office.example',
      value: { email: 'p@office.example', role: 'auditor' },
    } as const;
    two = await startTwo(place, { objects: [subsystem(), person], atOnce: true });
    expect(two.shared.leaves.filter(({ type }) => type === 'people.invited')).toHaveLength(1);
  });

  it('take the first operator’s client of either folder, and neither once there is an operator', async () => {
    two = await startTwo(place, { config: { mode: 'production' } });
    const { a, b } = two;
    const first = { client: 'first-operator', form: API };
    const keyOf = async (at: Fixture) => credential({ ...at, folder: at.folder }, '../keys/first-operator');
    const [ofA, ofB] = [await keyOf(a), await keyOf(b)];
    expect([(await ask(b, ofA, first)).status, (await ask(a, ofB, first)).status]).toEqual([200, 200]);
    await enrol(two);
    expect([(await ask(b, ofA, first)).status, (await ask(a, ofB, first)).status]).toEqual([401, 401]);
  });

  it('let a person in who begins at one and goes on at the other, at each step', async () => {
    two = await startTwo(place);
    const { visitor, secret, email } = await enrol(two);
    expect((await visitor.get('/people')).status).toBe(200);
    const again = createVisitor(alternating(two));
    await again.get('/people/sign-in');
    const used = codeOf(secret, Date.now());
    const reused = await again.post('/people/sign-in', { email, code: used });
    expect(reused.status).not.toBe(303);
    const next = codeOf(secret, Date.now() + 30_000);
    const signedIn = await again.post('/people/sign-in', { email, code: next });
    expect(signedIn.status).toBe(303);
    expect((await again.get('/people')).status).toBe(200);
  });

  it('stand without the other: a process that starts again finds what the other changed', async () => {
    two = await startTwo(place);
    const { a, b, shared } = two;
    const made = await makeSubsystemKey();
    await a.module.stop();
    await call(b, identityAddKey, { subsystem: LOCAL, jwk: made.jwk, proof: await proofOf(made, SIAK), actor: SELF });
    const config = { nodeId: 'identity.c', sharedSecret: Buffer.alloc(32, 1) };
    await expect(startIdentity({ shared, config })).rejects.toMatchObject({ code: 'SIMPUL_CONFIG_INVALID' });
    await a.module.start();
    expect((await ask(a, made.file)).status).toBe(200);
  });
}

describe('two processes of identity over one SQLite store', () => {
  twoProcesses(() => shareFile('identity'));
});

(findMongoServer().isThere ? describe : describe.skip)('two processes of identity over MongoDB', () => {
  twoProcesses(() => shareDatabase('identity'));
});

/** Pages of two processes, each answering every other request. */
function alternating({ a, b }: TwoIdentities): Pages {
  let turn = 0;
  return (params) => call(turn++ % 2 === 0 ? a : b, identityHttp, params);
}

/** Somebody who becomes an operator, one step at each process in turn. */
async function enrol(two: TwoIdentities) {
  const email = 'kepala@office.example';
  const actor: Actor = { kind: 'client', id: 'first-operator', grants: [] };
  const invitation = { email, name: 'Kepala', grants: [{ role: 'operator' as const }] };
  const { link } = await call(two.b, identityInvite, { actor, invitation });
  const visitor = createVisitor(alternating(two));
  const path = new URL(link).pathname;
  await visitor.get(path);
  await visitor.post(path);
  const { text } = await visitor.get('/people/enrolment/totp');
  const secret = hiddenIn(text, 'secret');
  const fields = { sealed: hiddenIn(text, 'sealed'), secret, uri: hiddenIn(text, 'uri') };
  await visitor.post('/people/enrolment/totp', { ...fields, code: codeOf(secret, Date.now()) });
  return { visitor, secret, email };
}
