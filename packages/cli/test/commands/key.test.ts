import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, importJWK, type JWK, jwtVerify } from 'jose';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDataFolder, SIAK } from '../support/data-folder.ts';
import { type FakeBus, PUBLIC_URL, startFakeBus } from '../support/fake-bus.ts';
import { runIn } from '../support/fake-terminal.ts';

const KEYS = '/identity/v1/subsystems/GOV/1871-DISDUKCAPIL/siak/keys';
const FILE = 'GOV.1871-DISDUKCAPIL.siak.jwk';
const NOW = Date.UTC(2026, 10, 29, 8);
const KID = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k';
const RECORD = '0193b2f0-7c1e-7a33-9b0f-5d2c8e4f6a01';

let bus: FakeBus;
let data: string;
/** Bodies that the bus was sent, by `METHOD path`. */
let sent: Map<string, Record<string, unknown>>;

beforeEach(async () => {
  bus = await startFakeBus();
  data = await makeDataFolder(bus);
  sent = new Map();
});
afterEach(() => bus.server.close());

/** Lets the bus answer a request. */
function answer(route: string, body: object, status = 200): void {
  bus.routes.set(route, (request) => {
    sent.set(route, request.body.length === 0 ? {} : (JSON.parse(request.body.toString()) as Record<string, unknown>));
    return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  });
}

const run = (...argv: readonly string[]) => runIn(['key', ...argv, '--data', data], { now: NOW });
const readJwk = async (file: string): Promise<JWK> =>
  JSON.parse(await readFile(join(data, 'credentials', file), 'utf8')) as JWK;

describe('simpul key rotate', () => {
  const shown = { kid: KID, alg: 'ES256', state: 'active', from: 'rotated', record: RECORD };

  it('registers a key with a proof that it holds it, and puts it in place of the old one', async () => {
    answer(`POST ${KEYS}`, shown, 201);
    const before = await readJwk(FILE);
    const { code, out } = await run('rotate', '--as', SIAK, '--until', '2d');
    expect(code).toBe(0);
    const { jwk, proof, replaces } = sent.get(`POST ${KEYS}`) as { jwk: JWK; proof: string; replaces: unknown };
    expect(replaces).toEqual({ kid: await calculateJwkThumbprint(before), until: NOW + 2 * 86_400_000 });
    expect(Object.keys(jwk).toSorted()).toEqual(['alg', 'crv', 'kty', 'x', 'y']);
    const { payload, protectedHeader } = await jwtVerify(proof, await importJWK(jwk, 'ES256'), {
      audience: `${PUBLIC_URL}/oauth2`,
      issuer: SIAK,
      subject: SIAK,
    });
    expect(protectedHeader.typ).toBe('simpul-key-proof+jwt');
    expect(payload['jkt']).toBe(await calculateJwkThumbprint(jwk));
    expect(Number(payload.exp) - Number(payload.iat)).toBeLessThanOrEqual(60);

    const after = await readJwk(FILE);
    expect([after.x, after.kid]).toEqual([jwk.x, payload['jkt']]);
    expect(await readJwk(`${FILE}.previous`)).toEqual(before);
    expect((await stat(join(data, 'credentials', FILE))).mode & 0o777).toBe(0o600);
    expect(await readdir(join(data, 'credentials'))).not.toContain(`${FILE}.next`);
    expect(out).toContain('2026-12-01T08:00:00.000Z');
    expect(out).toContain(`simpul audit show ${RECORD}`);
  });

  it('changes nothing where the bus refuses, and goes on with the same key when it is asked again', async () => {
    answer(`POST ${KEYS}`, { code: 'SIMPUL_RECORD_UNAVAILABLE', title: 'no' }, 503);
    const before = await readJwk(FILE);
    expect((await run('rotate', '--as', SIAK)).code).toBe(1);
    expect(await readJwk(FILE)).toEqual(before);
    const next = await readJwk(`${FILE}.next`);

    answer(`POST ${KEYS}`, { code: 'SIMPUL_KEY_KNOWN', title: 'known' }, 409);
    answer(`GET ${KEYS}`, { subsystem: SIAK, keys: [{ ...shown, kid: next.kid }] });
    expect((await run('rotate', '--as', SIAK)).code).toBe(0);
    expect(await readJwk(FILE)).toEqual(next);
  });

  it('begins to replace the key of the bus, as an operator', async () => {
    const rotation = { kid: KID, signsFrom: NOW + 6000, old: 'old', oldUntil: NOW + 366_000, record: RECORD };
    answer('POST /identity/v1/bus-keys/rotate', rotation, 202);
    const { code, out } = await run('rotate', '--bus');
    expect([code, out]).toEqual([0, expect.stringContaining(`${KID}; it signs tokens from 2026-11-29T08:00:06.000Z`)]);
    expect([...bus.issuer.tokens.values()].map(({ client }) => client)).toEqual(['sandbox-operator']);
    expect((await run('rotate', '--bus', '--as', SIAK)).code).toBe(2);
  });

  it.each([
    ['without a subsystem', ['rotate']],
    ['until a time that is none', ['rotate', '--as', SIAK, '--until', 'soon']],
    ['of a subsystem whose key is not here', ['rotate', '--as', 'GOV/A/b']],
  ])('exits 2 %s', async (_, argv) => {
    expect((await run(...argv)).code).toBe(2);
  });
});

describe('simpul key list', () => {
  it('shows state, algorithm, thumbprint, since, until and where from', async () => {
    const keys = [
      { kid: 'a', alg: 'ES256', state: 'active', from: 'registry' },
      { kid: 'b', alg: 'EdDSA', state: 'ending', from: 'rotated', since: NOW, until: NOW + 1000 },
      { kid: 'c', alg: 'PS256', state: 'revoked', from: 'requested', since: NOW, until: NOW, reason: 'laptop lost' },
    ];
    answer(`GET ${KEYS}`, { subsystem: SIAK, keys });
    const { code, out } = await run('list', '--as', 'GOV/1871-DISDUKCAPIL/siak');
    expect([code, out]).toEqual([
      0,
      [
        'active   ES256  a  since it was registered  region file',
        'ending   EdDSA  b  since 2026-11-29T08:00:00.000Z  until 2026-11-29T08:00:01.000Z  rotated',
        'revoked  PS256  c  since 2026-11-29T08:00:00.000Z  until 2026-11-29T08:00:00.000Z  requested and approved  laptop lost',
        '',
      ].join('\n'),
    ]);
    const { out: json } = await run('list', '--as', SIAK, '--json');
    expect(JSON.parse(json)).toEqual({ subsystem: SIAK, keys });
  });
});

describe('simpul key revoke', () => {
  it('revokes as an operator, and says why', async () => {
    answer(`POST ${KEYS}/${KID}/revoke`, { kid: KID, alg: 'ES256', state: 'revoked', from: 'sandbox', record: RECORD });
    const { code, out } = await run('revoke', KID, '--as', SIAK, '--reason', 'laptop lost');
    expect([code, out]).toEqual([0, expect.stringContaining(`The key ${KID} of ${SIAK} is revoked`)]);
    expect(sent.get(`POST ${KEYS}/${KID}/revoke`)).toEqual({ reason: 'laptop lost' });
  });

  it('wants to be told why', async () => {
    expect((await run('revoke', KID, '--as', SIAK)).code).toBe(2);
  });
});

describe('simpul key request', () => {
  it('never sends a private key', async () => {
    const file = join(data, 'private.jwk');
    await writeFile(file, JSON.stringify(await readJwk(FILE)));
    const { code, err } = await run('request', file, '--as', SIAK);
    expect([code, err]).toEqual([2, expect.stringContaining('holds a private key')]);
    expect(bus.server.requests).toEqual([]);
  });

  it('exits 2 for a file that is none, or no JWK', async () => {
    await writeFile(join(data, 'text.jwk'), 'no JSON');
    expect((await run('request', join(data, 'none.jwk'), '--as', SIAK)).code).toBe(2);
    expect((await run('request', join(data, 'text.jwk'), '--as', SIAK)).code).toBe(2);
  });
});
