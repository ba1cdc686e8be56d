import { describe, expect, it } from '@jest/globals';
import {
  type FindKey,
  type KeyState,
  type RequestMessage,
  signRequest,
  signResponse,
  verifyResponse,
} from '../../src/index.ts';
import { ed25519Key, p256Key } from '../support/keys.ts';
import { NOW, REQUEST, RESPONSE, withLines } from '../support/messages.ts';
import { asTheProfileSays, type Exchange, RESPONSE_ROWS, type SignedExchange } from './response-rows.ts';

const key = ed25519Key();
const client = p256Key();

const signedRequest = async (nonce: string): Promise<RequestMessage> =>
  withLines(REQUEST, await signRequest(REQUEST, { key: client.signing, created: NOW, expires: NOW + 60, nonce }));
const request = await signedRequest('a');
const lines = await signResponse(RESPONSE, { request, key: key.signing, created: NOW });
const signed: SignedExchange = { request, response: withLines(RESPONSE, lines), other: await signedRequest('b'), key };

const keyIn =
  (state: KeyState): FindKey =>
  (keyid) =>
    keyid === key.signing.keyid ? { key: key.verifying, state } : undefined;
const verify = ({ request: asked, response }: Exchange, state: KeyState = 'active') =>
  verifyResponse(response, { request: asked, now: NOW, findKey: keyIn(state) });

describe('a signed response', () => {
  it('verifies untouched', async () => {
    expect(await verify(signed)).toMatchObject({ ok: true, keyid: key.signing.keyid, created: NOW });
  });

  it('verifies when other code signs it as the profile says: the table refuses for what it names', async () => {
    expect(await verify(await asTheProfileSays(signed))).toMatchObject({ ok: true });
  });

  it.each(RESPONSE_ROWS)('is refused with $what: $rule', async ({ rule, make }) => {
    expect(await verify(await make(signed))).toMatchObject({ ok: false, rule });
  });

  it.each(['retired', 'revoked'] as const)('is refused where its key is %s', async (state) => {
    expect(await verify(signed, state)).toMatchObject({ ok: false, rule: `key-${state}` });
  });
});
