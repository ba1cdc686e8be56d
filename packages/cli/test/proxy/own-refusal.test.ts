import { describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { ownRefusalOf } from '../../src/proxy/own-refusal.ts';

const challenge = (error: string): string => `DPoP error="${error}", error_description="x"`;
const answer = (headers: Record<string, string>, statusCode = 401): IncomingMessage =>
  ({ statusCode, headers: { 'x-road-error': 'x', ...headers } }) as unknown as IncomingMessage;

describe('ownRefusalOf', () => {
  it.each([
    [{ 'www-authenticate': challenge('invalid_token') }, { kind: 'token' }],
    [{ 'www-authenticate': challenge('invalid_dpop_proof') }, { kind: 'proof' }],
    [
      { 'www-authenticate': challenge('use_dpop_nonce'), 'dpop-nonce': 'n' },
      { kind: 'nonce', nonce: 'n' },
    ],
    [{ 'www-authenticate': challenge('use_dpop_nonce') }, undefined],
    [{}, undefined],
  ])('reads %j as %j', (headers, refusal) => expect(ownRefusalOf(answer(headers))).toEqual(refusal));

  it("never takes a provider's 401 for the bus's own", () => {
    const headers = { 'www-authenticate': challenge('invalid_token') };
    expect(ownRefusalOf(answer({ ...headers, 'x-road-request-hash': 'h' }))).toBeUndefined();
    expect(ownRefusalOf({ statusCode: 401, headers } as unknown as IncomingMessage)).toBeUndefined();
    expect(ownRefusalOf(answer(headers, 403))).toBeUndefined();
  });
});
