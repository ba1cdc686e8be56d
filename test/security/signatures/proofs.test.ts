import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestMessage } from '@simpul/http-signatures';
import { type RawResponse, temporaryFolder, valuesOf } from '@simpul/testing';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../integration/sandbox/eventually.ts';
import { rawRequestOf, rawResponseOf } from './support/raw-files.ts';
import { type Ran, runSimpul } from './support/run-simpul.ts';
import { signed, startSigningBus } from './support/signing-bus.ts';
import { PROVIDER_SYSTEM } from './support/signing-region.ts';

const ASKED = '{"nik":"1871012345678901"}';
const ANSWERED = '{"izin":"berlaku"}';
const folder = temporaryFolder();
const file = (name: string): string => join(folder.path, name);
let vkey = '';

/** What each side keeps of an exchange: the bus is then stopped, and all that it had deleted. */
beforeAll(async () => {
  const bus = await startSigningBus();
  bus.agency.behave(() => ({ headers: { 'content-type': 'application/json' }, body: ANSWERED }));
  const request = await signed(bus.unsignedNamed({ demand: 'both', method: 'POST', body: ASKED }), bus.named.key);
  const answer = await bus.send(request);
  keep(request, answer);
  const id = valuesOf(answer, 'x-road-request-id')[0] ?? '';
  for (const [side, client] of [
    ['consumer', bus.named.id],
    ['provider', PROVIDER_SYSTEM],
  ] as const) {
    const receipt = await eventually(() => receiptOf(bus.url, id, client), 20_000);
    writeFileSync(file(`${side}.tlog-proof`), receipt);
  }
  const { kty, crv, x } = bus.named.jwk;
  writeFileSync(file('consumer.jwk'), JSON.stringify({ kty, crv, x }));
  writeFileSync(file('stranger.jwk'), JSON.stringify(bus.signer().jwk));
  const { keys } = (await (await fetch(`${bus.url}/oauth2/jwks`)).json()) as { keys: { alg: string }[] };
  writeFileSync(file('bus.jwk'), JSON.stringify(keys.find(({ alg }) => alg === 'EdDSA')));
  const verification = (await (await fetch(`${bus.url}/audit/v1/verification`)).json()) as {
    logs: { verifierKeys: string[] }[];
  };
  vkey = verification.logs[0]?.verifierKeys[0] ?? '';
  await bus.stop();
  rmSync(bus.data, { recursive: true, force: true });
}, 180_000);
afterAll(() => folder.remove());

function keep(request: RequestMessage, answer: RawResponse): void {
  writeFileSync(file('request.http'), rawRequestOf(request));
  writeFileSync(file('response.http'), rawResponseOf(answer));
  writeFileSync(file('asked.json'), request.body ?? '');
  writeFileSync(file('answered.json'), answer.body);
}

async function receiptOf(url: string, id: string, client: string): Promise<string | undefined> {
  const response = await fetch(`${url}/audit/v1/receipts/${id}`, { headers: { 'x-road-client': client } });
  const text = await response.text();
  if (response.status === 200) return text;
  if (response.status !== 202) throw new Error(`no receipt for ${client}: ${response.status} ${text}`);
  return undefined;
}

const verify = (side: string, ...more: readonly string[]): Promise<Ran> =>
  runSimpul('audit', 'verify', file(`${side}.tlog-proof`), '--vkey', vkey, ...more);

/** A receipt whose text was changed where it carries `extra`, whose length may change too. */
function alter(side: string, edit: (extra: string) => string): void {
  const text = readFileSync(file(`${side}.tlog-proof`), 'utf8');
  const altered = text.replace(/^extra (.*)$/m, (_, extra: string) => {
    const edited = edit(Buffer.from(extra, 'base64').toString());
    return `extra ${Buffer.from(edited).toString('base64')}`;
  });
  expect(altered).not.toBe(text);
  writeFileSync(file('altered.tlog-proof'), altered);
}

describe('from a receipt alone, its bus gone', () => {
  it("a consumer proves what the provider's side answered", async () => {
    const { code, out } = await verify(
      'consumer',
      '--request',
      file('request.http'),
      '--response',
      file('response.http'),
      '--signed-by',
      file('bus.jwk'),
    );
    expect(out).toMatch(/response +signed at .*: status 200\n +key \S+, as given/);
    expect(out).toMatch(/request +signed at .*: POST http.*\n +key \S+: key not verified/);
    expect(code).toBe(0);
  });

  it('a provider proves what the consumer asked', async () => {
    const { code, out } = await verify(
      'provider',
      '--request',
      file('asked.json'),
      '--signed-by',
      file('consumer.jwk'),
    );
    expect(out).toMatch(/request +signed at .*: POST http.*\n +key \S+, as given/);
    expect(code).toBe(0);
  });

  it('says so where the keys are known from the receipt alone', async () => {
    const { code, out } = await verify('provider');
    expect(out.match(/key not verified/g)).toHaveLength(2);
    expect(code).toBe(0);
  });
});

describe('whoever lies is found out', () => {
  const lie = (name: string, text: string): string => {
    writeFileSync(file(name), text);
    return file(name);
  };

  it.each<[string, string, string, () => readonly string[]]>([
    [
      'a consumer about the answer',
      'the response body is not the one that was recorded',
      'consumer',
      () => ['--response', lie('x.json', '{"izin":"dicabut"}')],
    ],
    [
      'a consumer about its own question',
      'the request body is not the one that was recorded',
      'consumer',
      () => ['--request', lie('x.json', '{"nik":"0"}')],
    ],
    [
      'a provider about the question',
      'the request body is not the one that was recorded',
      'provider',
      () => ['--request', lie('x.json', '{"nik":"0"}')],
    ],
    [
      'a provider about its own answer',
      'the response body is not the one that was recorded',
      'provider',
      () => ['--response', lie('x.json', '{}')],
    ],
    [
      'a consumer about who answered',
      'it has no signature by the key',
      'consumer',
      () => ['--signed-by', file('stranger.jwk')],
    ],
    [
      'a provider about who asked',
      'it has no signature by the key',
      'provider',
      () => ['--signed-by', file('stranger.jwk')],
    ],
    [
      'a consumer about where it asked',
      'the request is not the one that was recorded (signature-wrong)',
      'consumer',
      () => ['--request', lie('x.http', readFileSync(file('request.http'), 'latin1').replace('/both/', '/none/'))],
    ],
    [
      'a consumer about the status',
      'the response is not the one that was recorded (signature-wrong)',
      'consumer',
      () => [
        '--request',
        file('request.http'),
        '--response',
        lie('x.http', readFileSync(file('response.http'), 'latin1').replace(' 200 ', ' 404 ')),
      ],
    ],
  ])('%s: %s', async (_, reason, side, more) => {
    const { code, err } = await verify(side, ...more());
    expect([code, err]).toEqual([6, expect.stringContaining(reason)]);
  });

  it.each<[string, string, (extra: string) => string]>([
    [
      'the method',
      'does not hold (signature-wrong)',
      (extra) => extra.replace(String.raw`\"@method\": POST`, String.raw`\"@method\": PUT`),
    ],
    [
      'the digest of the body',
      'does not hold (signature-wrong)',
      (extra) => extra.replace(/sha-256=:[A-Za-z0-9+/]{4}/, 'sha-256=:AAAA'),
    ],
    [
      'the status',
      'does not hold (signature-wrong)',
      (extra) => extra.replace(String.raw`\"@status\": 200`, String.raw`\"@status\": 201`),
    ],
    [
      'a signature',
      'does not hold (signature-wrong)',
      (extra) => extra.replace(/"value":"[A-Za-z0-9+/]{4}/, '"value":"AAAA'),
    ],
    [
      'a key',
      'the key of a signature is not the one that it names',
      (extra) => extra.replace(/"x":"[\w-]{4}/, '"x":"AAAA'),
    ],
    [
      "a key's name",
      'the key of a signature is not the one that it names',
      (extra) => extra.replace(/"kid":"[\w-]{4}/, '"kid":"AAAA'),
    ],
    [
      'the request left out',
      'the request that it answers is not',
      (extra) => extra.replace(/"request":\{"base".*?\},"response"/, '"response"'),
    ],
  ])('whoever alters the receipt: %s: %s', async (_, reason, edit) => {
    alter('consumer', edit);
    const { code, err } = await runSimpul('audit', 'verify', file('altered.tlog-proof'), '--vkey', vkey);
    expect([code, err]).toEqual([6, expect.stringContaining(reason)]);
  });
});
