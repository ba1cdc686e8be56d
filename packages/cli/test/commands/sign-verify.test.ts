import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder, type TemporaryFolder } from '@simpul/testing';
import { type Outcome, runIn, type TerminalOptions } from '../support/fake-terminal.ts';

const NOW_S = 1_790_000_000;
const REQUEST = [
  'POST /r1/ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status/permits HTTP/1.1',
  'Host: bus.example',
  'X-Road-Client: ID-LA/GOV/1871-DISDUKCAPIL/siak',
  'Content-Type: application/json',
  '',
  '{"no_permohonan":"123"}',
].join('\r\n');
const RESPONSE = 'HTTP/1.1 200 OK\nContent-Type: application/json\nx-road-request-id: 0199\n\n{}\n';

let folder: TemporaryFolder;

beforeEach(async () => {
  folder = temporaryFolder();
  await write('request.http', REQUEST);
  await write('response.http', RESPONSE);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  await write('siak.jwk', JSON.stringify({ ...privateKey.export({ format: 'jwk' }), alg: 'EdDSA' }));
  await write('public.jwk', JSON.stringify(publicKey.export({ format: 'jwk' })));
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await write('other.jwk', JSON.stringify(other.privateKey.export({ format: 'jwk' })));
});
afterEach(() => folder.remove());

const write = (name: string, content: string): Promise<void> => writeFile(join(folder.path, name), content);
const simpul = (argv: readonly string[], options: TerminalOptions = {}): Promise<Outcome> =>
  runIn(argv, { cwd: folder.path, now: NOW_S * 1000, ...options });

/** Signs a file into another. */
async function signInto(target: string, ...argv: readonly string[]): Promise<string> {
  const { code, out, err } = await simpul(['sign', ...argv, '--key', 'siak.jwk']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  await write(target, out);
  return out;
}

describe('simpul sign', () => {
  it('prints the message with its signature, all else as it was', async () => {
    const signed = await signInto('signed.http', 'request.http');
    const [head = '', body] = REQUEST.split('\r\n\r\n');
    expect(signed.startsWith(`${head}\r\nContent-Digest: sha-256=:`)).toBe(true);
    expect(signed.endsWith(`:\r\n\r\n${body}`)).toBe(true);
    expect(signed).toMatch(
      /\r\nSignature-Input: simpul=\(.+\);created=1790000000;expires=1790000300;nonce="[^"]+";keyid="[^"]+";tag="simpul-request"\r\n/,
    );
    expect(signed.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('reads the message from standard input, at another time, under another label', async () => {
    const { out } = await simpul(
      ['sign', '-', '--key', 'siak.jwk', '--at', '2026-01-31T08:00:00Z', '--label', 'ours'],
      {
        stdin: [REQUEST.slice(0, 50), REQUEST.slice(50)],
      },
    );
    expect(out).toContain(`Signature-Input: ours=("@method"`);
    expect(out).toContain(`;created=${Date.UTC(2026, 0, 31, 8) / 1000};`);
  });

  it('prints the lines alone for machines', async () => {
    const { out } = await simpul(['sign', 'request.http', '--key', 'siak.jwk', '--json']);
    const { headers } = JSON.parse(out) as { headers: Record<string, string> };
    expect(Object.keys(headers)).toEqual(['Content-Digest', 'Signature-Input', 'Signature']);
  });

  it.each<readonly [string, readonly string[], string]>([
    ['without a key', ['request.http'], "required option '--key <file>' not specified"],
    ['with a public key', ['request.http', '--key', 'public.jwk'], 'public.jwk is no key for this'],
    ['with a key that is none', ['request.http', '--key', 'request.http'], 'request.http is no JWK'],
    ['with a key that is not there', ['request.http', '--key', 'nothing.jwk'], 'nothing.jwk: cannot be read (ENOENT)'],
    ['a file that is not there', ['nothing.http', '--key', 'siak.jwk'], 'nothing.http: cannot be read (ENOENT)'],
    ['a file that is no message', ['siak.jwk', '--key', 'siak.jwk'], 'no empty line ends the head (head-unended)'],
    ['a response without its request', ['response.http', '--key', 'siak.jwk'], 'name it with --request'],
    [
      'a response to a request without a signature',
      ['response.http', '--key', 'siak.jwk', '--request', 'request.http'],
      'request-signature: signature-missing',
    ],
    [
      'a response to a response',
      ['response.http', '--key', 'siak.jwk', '--request', 'response.http'],
      '--request response.http is a response',
    ],
    [
      'a request to a request',
      ['request.http', '--key', 'siak.jwk', '--request', 'request.http'],
      '--request goes with a response',
    ],
    ['at no time', ['request.http', '--key', 'siak.jwk', '--at', 'tomorrow'], '--at tomorrow is neither'],
    ['at a time without a zone', ['request.http', '--key', 'siak.jwk', '--at', '2026-01-31T08:00:00'], 'is neither'],
  ])('exits 2 %s', async (_, argv, reason) => {
    const { code, out, err } = await simpul(['sign', ...argv]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(reason);
  });

  it('exits 2 for what the bus would refuse, and names the rule', async () => {
    await write('anonymous.http', REQUEST.replace(/X-Road-Client.+\r\n/, ''));
    const { code, err } = await simpul(['sign', 'anonymous.http', '--key', 'siak.jwk']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'simpul: anonymous.http cannot be signed: component-absent: "x-road-client"\n',
    });
  });

  it('says nothing of what is in a key that it cannot use', async () => {
    const jwk = JSON.parse(await readFile(join(folder.path, 'siak.jwk'), 'utf8')) as { d: string };
    await write('broken.jwk', JSON.stringify({ ...jwk, d: jwk.d.slice(1) }));
    const { err } = await simpul(['sign', 'request.http', '--key', 'broken.jwk'], { env: { SIMPUL_DEBUG: '1' } });
    expect(err).toContain('broken.jwk is no key for this');
    expect(err).not.toContain(jwk.d.slice(1, 9));
  });
});

describe('simpul verify', () => {
  it('shows whose signature holds and the text that was signed', async () => {
    await signInto('signed.http', 'request.http');
    const { code, out } = await simpul(['verify', 'signed.http', '--key', 'public.jwk']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^holds: the signature "simpul" of signed\.http\n {2}key {9}[\w-]{43}\n {2}created {5}2026-09-21T14:13:20\.000Z\n/,
    );
    expect(out).toContain(
      '    "@target-uri": https://bus.example/r1/ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status/permits\n',
    );
  });

  it('verifies a response against its request, and not against another', async () => {
    await signInto('signed.http', 'request.http');
    await signInto('again.http', 'request.http');
    await signInto('answer.http', 'response.http', '--request', 'signed.http');
    const verify = (request: string): Promise<Outcome> =>
      simpul(['verify', 'answer.http', '--key', 'siak.jwk', '--request', request]);
    expect(await verify('signed.http')).toMatchObject({ code: 0, out: expect.stringContaining('"@status": 200\n') });
    expect(await verify('again.http')).toMatchObject({
      code: 6,
      out: expect.stringContaining('rule        signature-wrong\n'),
    });
  });

  it('exits 6 with the rule and the text that should have been signed', async () => {
    const signed = await signInto('signed.http', 'request.http');
    await write('changed.http', signed.replace('siak', 'siap'));
    const { code, out } = await simpul(['verify', 'changed.http', '--key', 'siak.jwk']);
    expect(code).toBe(6);
    expect(out).toContain('refused: the signature of changed.http\n  rule        signature-wrong\n');
    expect(out).toContain('The signature does not fit');
    expect(out).toContain('  signature base:\n    "@method": POST\n');
    expect(out).toContain('    "x-road-client": ID-LA/GOV/1871-DISDUKCAPIL/siap\n');
  });

  it.each<readonly [string, readonly string[], string, string | undefined]>([
    ["another's key", ['signed.http', '--key', 'other.jwk'], 'key-unknown', undefined],
    ['no signature', ['request.http', '--key', 'siak.jwk'], 'signature-missing', undefined],
    ['a time too late', ['signed.http', '--key', 'siak.jwk', '--at', String(NOW_S + 301)], 'expired', undefined],
    ['a time too early', ['signed.http', '--key', 'siak.jwk', '--at', String(NOW_S - 61)], 'created-ahead', undefined],
    ['no message', ['siak.jwk', '--key', 'siak.jwk'], 'head-unended', undefined],
    ['a covered header missing', ['dropped.http', '--key', 'siak.jwk'], 'component-absent', '"x-road-client"'],
  ])('gives the rule to machines: %s', async (_, argv, rule, about) => {
    const signed = await signInto('signed.http', 'request.http');
    await write('dropped.http', signed.replace(/X-Road-Client.+\r\n/, ''));
    const { code, out } = await simpul(['verify', ...argv, '--json']);
    expect(code).toBe(6);
    const result = JSON.parse(out) as Record<string, unknown>;
    expect(result).toMatchObject({ ok: false, rule, ...(about === undefined ? {} : { about }) });
  });

  it('gives what holds to machines', async () => {
    await signInto('signed.http', 'request.http');
    const { code, out } = await simpul(['verify', 'signed.http', '--key', 'siak.jwk', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      label: 'simpul',
      created: NOW_S,
      base: expect.stringMatching(/^"@method": POST\n/),
      baseDigest: expect.stringMatching(/^[\w-]{43}$/),
      signature: expect.stringMatching(/^[\w+/]{86}==$/),
    });
  });

  it('exits 2 where the command line is wrong', async () => {
    const { code, err } = await simpul(['verify', 'response.http', '--key', 'siak.jwk']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'simpul: a response is bound to its request: name it with --request\n',
    });
  });
});
