import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type FindKey,
  importVerifyingKey,
  type Jwk,
  jwkThumbprint,
  verifyRequest,
  verifyResponse,
} from '@simpul/http-signatures';
import { request } from 'undici';
import { type SandboxBus, SERVICES, startSandboxBus } from '../integration/sandbox/sandbox-bus.ts';
import { runSimpul } from '../security/signatures/support/run-simpul.ts';
import { type Ended, runProgram } from './support/run-program.ts';
import { type Passed, type RecordingDoor, startRecordingDoor } from './support/recording-door.ts';
import { RUN_SAMPLES, SAMPLE_BODY } from './support/samples.ts';

/** Whose agreement of the sandbox demands signatures on both sides (PKS-2026-020). */
const CONSUMER = 'GOV/1872-DINSOS/siks';
/** Whose agreement demands none. */
const UNSIGNED = 'GOV/1872-DPMPTSP/sicantik';

let door: RecordingDoor;
let bus: SandboxBus;
beforeAll(async () => {
  door = await startRecordingDoor();
  bus = await startSandboxBus({ args: ['--public-url', door.url] });
  door.open(bus.simpul.port);
});
afterAll(async () => {
  await bus?.stop();
  await door?.stop();
});

const keyFile = (id: string): string => join(bus.data, 'credentials', `${id.replaceAll('/', '.')}.jwk`);
const keyOf = (id: string): Jwk => JSON.parse(readFileSync(keyFile(id), 'utf8')) as Jwk;
const now = (): number => Math.floor(Date.now() / 1000);

/** Finds one of these keys. */
function among(jwks: readonly Jwk[]): FindKey {
  return (keyid) => {
    const jwk = jwks.find((each) => jwkThumbprint(each) === keyid);
    return jwk && { key: importVerifyingKey(jwk), state: 'active' };
  };
}

async function publishedKeys(): Promise<readonly Jwk[]> {
  const { body } = await request(`${door.url}/oauth2/jwks`);
  return ((await body.json()) as { keys: Jwk[] }).keys;
}

/** What the log holds of the exchange that a sample named, as JSON. */
async function recordsOf({ stderr }: Ended): Promise<string> {
  const [, id = ''] = /^200 ([0-9a-f-]{36})$/m.exec(stderr) ?? [];
  return (await runSimpul('audit', 'show', id, '--data', bus.data, '--json')).out;
}

describe.each(RUN_SAMPLES)('the sample in $language', ({ command }) => {
  let before: { readonly passed: number; readonly reached: number };
  beforeEach(() => {
    before = { passed: door.passed.length, reached: bus.recorded.length };
  });

  const call = ([program = '', ...first]: readonly string[], id: string, target: string, ...body: string[]) =>
    runProgram(program, [...first, door.url, `ID-LA/${id}`, keyFile(id), `/r1/ID-LA/${target}`, ...body], {
      env: { GOTOOLCHAIN: 'auto' },
    });
  const sent = (path: string): Passed[] =>
    door.passed.slice(before.passed).filter(({ request: { targetUri } }) => targetUri.startsWith(door.url + path));
  const verify = ({ request: message }: Passed, id: string) =>
    verifyRequest(message, { now: now(), findKey: among([keyOf(id)]), recordNonce: () => true });

  it('gets a token with a nonce of the server, and makes a call whose two signatures hold', async () => {
    const ended = await call(command, CONSUMER, `${SERVICES.residents}/nik_verifby_elemen`, SAMPLE_BODY);
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('"NAMA_LGKP":"Sesuai"') });
    expect(sent('/oauth2/token').map(({ response: { status } }) => status)).toEqual([400, 200]);
    expect(bus.recorded.slice(before.reached).map(({ body }) => body)).toEqual([readFileSync(SAMPLE_BODY, 'utf8')]);

    const [exchange, ...more] = sent('/r1/');
    if (exchange === undefined || more.length > 0) throw new Error('not one exchange');
    const held = await verify(exchange, CONSUMER);
    expect(held).toMatchObject({ ok: true, keyid: jwkThumbprint(keyOf(CONSUMER)) });
    const answered = { request: exchange.request, now: now(), findKey: among(await publishedKeys()) };
    expect(await verifyResponse(exchange.response, answered)).toMatchObject({ ok: true });
    const digest = 'baseDigest' in held && held.baseDigest;
    expect(await recordsOf(ended)).toContain(`"sig":{"digest":"${digest}","kid":"${jwkThumbprint(keyOf(CONSUMER))}"}`);
  });

  it('makes a call without a body', async () => {
    const ended = await call(command, UNSIGNED, `${SERVICES.permits}/permits?status=Proses&limit=1`);
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('"success":true') });
    const [exchange] = sent('/r1/');
    expect(exchange && (await verify(exchange, UNSIGNED))).toMatchObject({ ok: true });
  });

  it('ends with 1 where the bus refuses it', async () => {
    const ended = await call(command, UNSIGNED, `${SERVICES.residents}/nik_verifby_elemen`);
    expect(ended).toMatchObject({ code: 1, stdout: expect.stringContaining('(SIMPUL_ACCESS_') });
    expect(bus.recorded).toHaveLength(before.reached);
  });
});
