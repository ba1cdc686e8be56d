import { generateKeyPairSync } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Jwk } from '@simpul/http-signatures';
import { makeDataFolder } from '../support/data-folder.ts';
import { EXCHANGE_ID, type FakeBus, startFakeBus } from '../support/fake-bus.ts';
import type { FakeRequest } from '../support/fake-server.ts';
import { type Outcome, runIn } from '../support/fake-terminal.ts';
import { signAnswers, verify } from '../support/signing-bus.ts';

const NOW_S = 1_790_000_000;
const PERMIT = 'GOV/1871-DPMPTSP/sicantik/permit-status/permits/123?rinci=%41';
const KEY = join('credentials', 'GOV.1871-DISDUKCAPIL.siak.jwk');

let bus: FakeBus;
let data: string;

beforeEach(async () => {
  bus = await startFakeBus();
  data = await makeDataFolder(bus);
  bus.routes.set('/r1', () => ({ status: 200, headers: { 'x-road-request-id': EXCHANGE_ID }, body: '{}' }));
});
afterEach(() => bus.server.close());

const call = (...argv: readonly string[]): Promise<Outcome> =>
  runIn(['call', PERMIT, '--as', 'GOV/1871-DISDUKCAPIL/siak', '--data', data, ...argv], {
    cwd: data,
    now: NOW_S * 1000,
  });
const exchanges = (): FakeRequest[] => bus.server.requests.filter(({ target }) => target.startsWith('/r1/'));
const keyOf = async (): Promise<Jwk> => JSON.parse(await readFile(join(data, KEY), 'utf8')) as Jwk;

describe('simpul call --sign', () => {
  it('signs what it sends with the key of the subsystem, for the address that the bus names itself by', async () => {
    const argv = ['--body', '{"a":1}', '--purpose', 'izin', '-H', 'X-Road-Id: 7'];
    const { code, err } = await call('--sign', ...argv);
    const [request, ...more] = exchanges();
    if (request === undefined) throw new Error('no exchange');
    const held = await verify(request, await keyOf(), NOW_S);
    expect({ code, more, held }).toMatchObject({ code: 0, more: [], held: { ok: true, expires: NOW_S + 300 } });
    for (const covered of ['authorization', 'dpop', 'x-road-id', 'x-simpul-purpose', 'content-type', 'content-digest'])
      expect('base' in held && held.base).toContain(`\n"${covered}": `);
    expect(err).toContain(' · signed with ');
    expect(err).toMatch(/, answer not signed\n$/);
  });

  it('never uses a nonce twice', async () => {
    await call('--sign');
    await call('--sign');
    const nonces = exchanges().map(({ headers }) => /nonce="([^"]+)"/.exec(String(headers['signature-input']))?.[1]);
    expect(new Set(nonces).size).toBe(2);
    expect(nonces).not.toContain(undefined);
  });

  it('says that the bus signed the answer', async () => {
    const { keyid } = signAnswers(bus, NOW_S);
    const { code, out, err } = await call('--sign');
    expect({ code, out }).toEqual({ code: 0, out: '{"status":"terbit"}\n' });
    expect(err).toContain(`, answer signed by the bus with ${keyid}\n`);
    const { signatures } = JSON.parse((await call('--signed-answer', '--json')).out) as { signatures: unknown };
    expect(signatures).toEqual({
      request: { keyid: expect.stringMatching(/^[\w-]{43}$/) },
      response: { keyid, created: NOW_S, baseDigest: expect.stringMatching(/^[\w-]{43}$/) },
    });
  });

  it.each([
    ['signed with a key that the bus does not publish', { stranger: true }, 'key-unknown'],
    ['with another body than was signed', { body: '{"status":"ditolak"}' }, 'digest-wrong'],
  ])('exits 6 for an answer %s, and does not print it', async (_, lie, rule) => {
    signAnswers(bus, NOW_S).lie(lie);
    const { code, out, err } = await call('--sign');
    expect({ code, out }).toEqual({ code: 6, out: '' });
    expect(err).toContain(`Verification of the answer failed: ${rule}`);
  });

  it('exits 6 for an answer without a signature where one is demanded', async () => {
    const { code, out, err } = await call('--signed-answer');
    expect({ code, out }).toEqual({ code: 6, out: '' });
    expect(err).toContain('it is not signed by the bus');
  });

  it('exits 2 for an RSA key that signs tokens only, and asks for no token', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
    await writeFile(join(data, KEY), JSON.stringify({ ...rsa, alg: 'PS256' }));
    const { code, err } = await call('--sign');
    expect(code).toBe(2);
    expect(err).toContain('RSA with alg PS512');
    expect(err).toContain('with PS256 an RSA key signs tokens and no messages');
    expect(bus.server.requests).toEqual([]);
  });

  it.each([
    ['a signature of the caller', ['-H', 'Signature: a=:AA==:'], 'use --sign'],
    ['a header twice that may stand once', ['--sign', '-H', 'X-Road-Id: 1', '-H', 'X-Road-Id: 2'], 'field-repeated'],
  ])('exits 2 for %s', async (_, argv, reason) => {
    const { code, err } = await call(...argv);
    expect({ code, sent: exchanges() }).toEqual({ code: 2, sent: [] });
    expect(err).toContain(reason);
  });
});

describe('simpul call --save', () => {
  it('keeps messages and key, for nobody else, which hold without the bus', async () => {
    signAnswers(bus, NOW_S);
    await call('--save', 'kept', '--body', '{"a":1}');
    await bus.server.close();
    const at = { cwd: join(data, 'kept'), now: NOW_S * 1000 };
    expect((await stat(join(data, 'kept', 'request.http'))).mode & 0o777).toBe(0o600);
    expect(await runIn(['verify', 'request.http', '--key', join('..', KEY)], at)).toMatchObject({ code: 0 });
    const answer = ['verify', 'response.http', '--request', 'request.http', '--key', 'bus.jwk'];
    expect(await runIn(answer, at)).toMatchObject({ code: 0 });
  });

  it('keeps an answer that does not hold, too', async () => {
    signAnswers(bus, NOW_S).lie({ body: '{}' });
    expect((await call('--save', 'kept')).code).toBe(6);
    expect(await readFile(join(data, 'kept', 'response.http'), 'utf8')).toMatch(/\r\n\r\n\{\}$/);
  });

  it('exits 2 for a folder that cannot be, before anything is sent', async () => {
    const { code } = await call('--save', join(KEY, 'kept'));
    expect({ code, sent: exchanges() }).toEqual({ code: 2, sent: [] });
  });
});
