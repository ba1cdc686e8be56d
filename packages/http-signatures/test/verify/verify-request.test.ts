import { hash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  SignatureError,
  signRequest,
  type UsedNonce,
  verifyRequest,
  type VerifyRequestOptions,
} from '../../src/index.ts';
import { add, change, drop } from '../support/edits.ts';
import { forge } from '../support/forge.ts';
import { ed25519Key } from '../support/keys.ts';
import { BARE_REQUEST, NOW, REQUEST, withLines } from '../support/messages.ts';

const key = ed25519Key();
const bare = withLines(
  BARE_REQUEST,
  await signRequest(BARE_REQUEST, { key: key.signing, created: NOW, expires: NOW + 60, nonce: 'n' }),
);
const INPUT = `("@method" "@target-uri" "x-road-client");created=${NOW};expires=${NOW + 60};nonce="n";keyid="${key.signing.keyid}";tag="simpul-request"`;
const BASE = [
  '"@method": GET',
  '"@target-uri": https://bus.example/r1/ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status/permits/123',
  '"x-road-client": ID-LA/GOV/1871-DISDUKCAPIL/siak',
  `"@signature-params": ${INPUT}`,
].join('\n');

const options: VerifyRequestOptions = {
  now: NOW,
  findKey: () => ({ key: key.verifying, state: 'active' }),
  recordNonce: () => true,
};

describe('verifyRequest', () => {
  it('gives what was signed, by whom and when', async () => {
    const result = await verifyRequest(bare, options);
    expect(result).toEqual({
      ok: true,
      label: 'simpul',
      keyid: key.signing.keyid,
      created: NOW,
      expires: NOW + 60,
      nonce: 'n',
      signature: expect.any(Uint8Array),
      base: BASE,
      baseDigest: hash('sha256', BASE, 'base64url'),
    });
    const signature = result.ok ? result.signature : new Uint8Array(0);
    expect(key.verifying.holds({ data: Buffer.from(BASE), signature })).toBe(true);
  });

  it('gives the base that should have been signed where it refuses, for whoever looks for the difference', async () => {
    const result = await verifyRequest({ ...bare, method: 'PUT' }, options);
    expect(result).toEqual({ ok: false, rule: 'signature-wrong', base: BASE.replace('GET', 'PUT') });
  });

  it('gives the base and the component of a signature that was made for something else', async () => {
    const message = await forge(add('Content-Length', '0')(BARE_REQUEST), key.signing, {
      covered: ['"@method"', '"content-length"'],
      parameters: ';tag="simpul-request"',
    });
    expect(await verifyRequest(message, options)).toEqual({
      ok: false,
      rule: 'component-not-allowed',
      about: '"content-length"',
      base: '"@method": GET\n"content-length": 0\n"@signature-params": ("@method" "content-length");tag="simpul-request"',
    });
  });

  it('gives no base where none can be made', async () => {
    const result = await verifyRequest(drop('x-road-client')(bare), options);
    expect(result).toEqual({ ok: false, rule: 'component-absent', about: '"x-road-client"' });
  });

  it.each([
    [NOW - 60, true],
    [NOW - 61, false],
    [NOW + 60, true],
    [NOW + 61, false],
  ])('at %i: %s, from 60 seconds before created to the last second of expires', async (now, ok) => {
    expect(await verifyRequest(bare, { ...options, now })).toMatchObject({ ok });
  });

  it('accepts 300 seconds between created and expires', async () => {
    const lines = await signRequest(BARE_REQUEST, { key: key.signing, created: NOW, expires: NOW + 300, nonce: 'n' });
    expect(await verifyRequest(withLines(BARE_REQUEST, lines), options)).toMatchObject({ ok: true });
  });

  it('takes an empty body for none, and a nonce of 128 characters', async () => {
    const message = { ...BARE_REQUEST, body: new Uint8Array(0) };
    const nonce = 'n'.repeat(128);
    const lines = await signRequest(message, { key: key.signing, created: NOW, expires: NOW + 60, nonce });
    expect(await verifyRequest(withLines(message, lines), options)).toMatchObject({ ok: true, nonce });
  });

  it('accepts no clock that shows no time', async () => {
    await expect(verifyRequest(bare, { ...options, now: Number.NaN })).rejects.toThrow(TypeError);
  });

  it('asks for the state of the key at its own time, not at that of the signer', async () => {
    const asked: unknown[] = [];
    const findKey = (...args: readonly unknown[]): undefined => void asked.push(...args);
    await verifyRequest(bare, { ...options, now: NOW + 30, findKey });
    expect(asked).toEqual([key.signing.keyid, NOW + 30]);
  });

  it('takes keys that come later, and a key that cannot be imported as a refusal', async () => {
    const found = Promise.resolve({ key: key.verifying, state: 'active' } as const);
    expect(await verifyRequest(bare, { ...options, findKey: () => found })).toMatchObject({ ok: true });
    const unusable = (): never => {
      throw new SignatureError('key-unusable', 'alg');
    };
    expect(await verifyRequest(bare, { ...options, findKey: unusable })).toMatchObject({
      ok: false,
      rule: 'key-unusable',
    });
  });

  it('is no answer where keys or nonces cannot be looked up', async () => {
    const down = (): Promise<never> => Promise.reject(new Error('the store is down'));
    await expect(verifyRequest(bare, { ...options, findKey: down })).rejects.toThrow('the store is down');
    await expect(verifyRequest(bare, { ...options, recordNonce: down })).rejects.toThrow('the store is down');
  });

  it('accepts one of many at once that are the same', async () => {
    const used = new Set<string>();
    const recordNonce = async ({ keyid, nonce }: UsedNonce): Promise<boolean> => {
      await Promise.resolve();
      return !used.has(`${keyid} ${nonce}`) && used.size < used.add(`${keyid} ${nonce}`).size;
    };
    const results = await Promise.all(
      Array.from({ length: 20 }, () => verifyRequest(bare, { ...options, recordNonce })),
    );
    const rules = results.map((result) => (result.ok ? 'ok' : result.rule)).toSorted();
    expect(rules).toEqual(['ok', ...Array.from({ length: 19 }, () => 'replayed')]);
  });

  it('reads field lines as HTTP does: names in any case, blanks around values, a dictionary over several lines', async () => {
    const cased = {
      ...bare,
      headers: bare.headers.map((text, i) => (i % 2 === 0 ? text.toUpperCase() : `\t ${text} `)),
    };
    expect(await verifyRequest(cased, options)).toMatchObject({ ok: true });
    const before = { ...bare, headers: ['Signature-Input', 'x=("@method")', 'Signature', 'x=:AAAA:', ...bare.headers] };
    expect(await verifyRequest(before, options)).toMatchObject({ ok: true });
    expect(await verifyRequest(change('signature', (value) => `x=:AAAA:,${value}`)(bare), options)).toMatchObject({
      rule: 'signature-labels',
    });
  });

  it('lets content-type and content-digest be covered where there is no body, if the digest holds', async () => {
    const empty = 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:';
    const message = withLines(BARE_REQUEST, ['Content-Type', 'text/plain', 'Content-Digest', empty]);
    const covered = ['"@method"', '"@target-uri"', '"x-road-client"', '"content-type"', '"content-digest"'];
    const signed = await forge(message, key.signing, { covered, parameters: INPUT.slice(INPUT.indexOf(';')) });
    expect(await verifyRequest(signed, options)).toMatchObject({ ok: true });
    expect(await verifyRequest({ ...signed, body: REQUEST.body }, options)).toMatchObject({ rule: 'digest-wrong' });
  });
});
