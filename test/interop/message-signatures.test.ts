import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  importSigningKey,
  importVerifyingKey,
  type Jwk,
  type RequestMessage,
  type ResponseMessage,
  verifyRequest,
} from '@simpul/http-signatures';
import { machineHasTools, temporaryFolder } from '@simpul/testing';
import { createSigner, createVerifier, httpbis } from 'http-message-signatures';
import { request } from 'undici';
import { seconds, signed, type SigningBus, startSigningBus } from '../security/signatures/support/signing-bus.ts';
import { buildHttpsigncheck, type Httpsigncheck } from './support/httpsigncheck.ts';
import { contentDigest, recordOf, responseOf, withRecord } from './support/raw-message.ts';

const CALL = { demand: 'both', method: 'POST', path: '/a?b=%41', body: '{"nik":"1"}' } as const;

let bus: SigningBus;
beforeAll(async () => {
  bus = await startSigningBus();
});
afterAll(() => bus.stop());
beforeEach(() => {
  bus.agency.seen.length = 0;
});

const privateKey = (jwk: Jwk): KeyObject => createPrivateKey({ key: { ...jwk }, format: 'jwk' });

/** The key with which the bus signs answers, as it publishes it. */
async function busKey({ headers }: ResponseMessage): Promise<KeyObject> {
  const [, keyid] = /keyid="([^"]+)"/.exec(recordOf({ headers })['Signature-Input'] ?? '') ?? [];
  const { body } = await request(`${bus.url}/oauth2/jwks`);
  const { keys } = (await body.json()) as { keys: (Jwk & { kid: string })[] };
  const jwk = keys.find(({ kid }) => kid === keyid);
  return createPublicKey({ key: { ...jwk }, format: 'jwk' });
}

const exchange = async (message: RequestMessage): Promise<ResponseMessage> => responseOf(await bus.send(message));

/** What an exchange came to. */
const outcome = ({ status, body = new Uint8Array() }: ResponseMessage) => ({
  status,
  body: Buffer.from(body).toString(),
  reached: bus.agency.seen.length,
});
const DONE = { status: 200, body: CALL.body, reached: 1 };

/** The message with another body than was signed, its digest put right. */
function altered(message: RequestMessage): RequestMessage {
  const body = Buffer.from('{"nik":"2"}');
  return { ...withRecord(message, { 'Content-Digest': contentDigest(body) }), body };
}

describe('http-message-signatures of npm', () => {
  /** Signs as its users do, with our profile's fields and parameters. */
  async function signedByThem(message: RequestMessage): Promise<RequestMessage> {
    const { jwk, key } = bus.signer();
    const digested = withRecord(message, { 'Content-Digest': contentDigest(message.body) });
    const fields = '@method @target-uri authorization dpop x-road-client content-type content-digest'.split(' ');
    const { headers } = await httpbis.signMessage(
      {
        key: createSigner(privateKey(jwk), 'ecdsa-p256-sha256', key.keyid),
        fields,
        params: ['created', 'expires', 'nonce', 'keyid', 'tag'],
        paramValues: { nonce: randomUUID(), tag: 'simpul-request' },
      },
      { method: message.method, url: message.targetUri, headers: recordOf(digested) },
    );
    return withRecord(digested, headers);
  }

  const verify = (message: RequestMessage, key: KeyObject): Promise<boolean | null> =>
    httpbis.verifyMessage(
      { keyLookup: async () => ({ verify: createVerifier(key, 'ecdsa-p256-sha256') }) },
      { method: message.method, url: message.targetUri, headers: recordOf(message) },
    );

  it('signs what the bus accepts', async () => {
    expect(outcome(await exchange(await signedByThem(await bus.unsigned(CALL))))).toEqual(DONE);
  });

  it('accepts what we sign, and not what was changed after', async () => {
    const { jwk, key } = bus.signer();
    const message = await signed(await bus.unsigned(CALL), key);
    const publicKey = createPublicKey(privateKey(jwk));
    expect(await verify(message, publicKey)).toBe(true);
    expect(await verify(altered(message), publicKey)).toBe(false);
  });

  it("accepts the bus's answer to what it signed", async () => {
    const message = await signedByThem(await bus.unsigned(CALL));
    const answer = await exchange(message);
    const key = await busKey(answer);
    const held = await httpbis.verifyMessage(
      { keyLookup: async () => ({ verify: createVerifier(key, 'ed25519') }) },
      { status: answer.status, headers: recordOf(answer) },
      { method: message.method, url: message.targetUri, headers: recordOf(message) },
    );
    expect(held).toBe(true);
  });
});

(machineHasTools('go') ? describe : describe.skip)('github.com/yaronf/httpsign of Go', () => {
  const folder = temporaryFolder();
  let theirs: Httpsigncheck;
  beforeAll(async () => {
    theirs = await buildHttpsigncheck(folder.path);
  });
  afterAll(() => folder.remove());

  async function signedByThem(message: RequestMessage): Promise<RequestMessage> {
    const { jwk, key } = bus.signer();
    return withRecord(message, await theirs.sign(message, privateKey(jwk), key.keyid));
  }

  it("signs what the bus accepts, and accepts the bus's answer", async () => {
    const message = await signedByThem(await bus.unsigned(CALL));
    const answer = await exchange(message);
    expect(outcome(answer)).toEqual(DONE);
    const key = await busKey(answer);
    expect(await theirs.verify(key, message, answer)).toBe(true);
    expect(await theirs.verify(key, message, { ...answer, status: 201 })).toBe(false);
    expect(await theirs.verify(key, await signedByThem(await bus.unsigned(CALL)), answer)).toBe(false);
  });

  const RSA = ['RSA-PSS', generateKeyPairSync('rsa', { modulusLength: 2048 }), { alg: 'PS512' }] as const;
  const CURVES = [
    ['Ed25519', generateKeyPairSync('ed25519'), {}],
    ['ECDSA P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' }), {}],
  ] as const;
  const unsigned = (): RequestMessage =>
    bus.unsignedNamed({ ...CALL, headers: ['X-Road-Id', '7', 'X-Simpul-Purpose', 'uji'] });

  it.each([...CURVES, RSA])('accepts what we sign with %s, and not what was changed after', async (_, pair, more) => {
    const jwk = { ...pair.privateKey.export({ format: 'jwk' }), ...more };
    const message = await signed(unsigned(), importSigningKey(jwk));
    expect(await theirs.verify(pair.publicKey, message)).toBe(true);
    expect(await theirs.verify(pair.publicKey, altered(message))).toBe(false);
  });

  /** Verifies what the library signed. */
  async function verifyTheirs(
    pair: { privateKey: KeyObject },
    more: Jwk,
    change = (message: RequestMessage) => message,
  ) {
    const key = importVerifyingKey({ ...pair.privateKey.export({ format: 'jwk' }), ...more });
    const message = unsigned();
    const byThem = withRecord(message, await theirs.sign(message, pair.privateKey, key.keyid));
    return verifyRequest(change(byThem), {
      now: seconds(),
      findKey: (keyid) => (keyid === key.keyid ? { key, state: 'active' } : undefined),
      recordNonce: () => true,
    });
  }

  it.each(CURVES)(
    'signs with %s what we accept, and we do not accept what was changed after',
    async (_, pair, more) => {
      expect(await verifyTheirs(pair, more)).toMatchObject({ ok: true, label: 'theirs' });
      expect(await verifyTheirs(pair, more, altered)).toMatchObject({ ok: false, rule: 'signature-wrong' });
    },
  );

  it('signs with RSA-PSS and the longest salt, where RFC 9421 section 3.3.1 says 64 bytes: we refuse it', async () => {
    const [, pair, more] = RSA;
    expect(await verifyTheirs(pair, more)).toMatchObject({ ok: false, rule: 'signature-wrong' });
  });
});
