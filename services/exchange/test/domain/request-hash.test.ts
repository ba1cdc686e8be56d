import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { hashBody, requestHash } from '../../src/domain/request-hash.ts';

const CALLER = ['X-Road-Client', 'ID/GOV/3200/portal', 'X-Road-Id', '11111111-1111-4111-8111-111111111111'];
const requestId = '22222222-2222-4222-8222-222222222222';

const sha512 = (data: string | Buffer): Buffer =>
  createHash('sha512')
    .update(typeof data === 'string' ? Buffer.from(data, 'latin1') : data)
    .digest();

describe('X-Road-Request-Hash', () => {
  it('of a request without a body is the vector worked out from X-Road (PR-REST 4.3)', () => {
    const target = '/r1/ID/GOV/3201/dukcapil/nik/nik/1?x=1';
    const headers = ['Accept', 'application/json', ...CALLER];
    expect(requestHash({ method: 'GET', target, headers, requestId, madeId: undefined, bodyHash: undefined })).toBe(
      'Bq9mNpDT2/fCAJxwqagoFweCdPew3DEJTYscsEU4qhZQzgth4BOp9LyBeqef7wpmyjBWBwrwP+0T7qccT3sv9w==',
    );
  });

  it('of a request with a body is the vector worked out from X-Road', () => {
    const target = '/r1/ID/GOV/3201/dukcapil/nik';
    const headers = ['Content-Type', 'application/json', ...CALLER];
    const bodyHash = hashBody(Buffer.from('{"value":42}'));
    expect(requestHash({ method: 'POST', target, headers, requestId, madeId: undefined, bodyHash })).toBe(
      'Z+7w0YuGQD2/zfFEvQbWW1qUWrD1KADODpSkWB234ZFxEgv/ISKeHTtsO5NB0QbUZwIOzC+68jh70o6zlIBNMg==',
    );
  });

  it('takes in an X-Road-Id that the bus made, last', () => {
    const head = `GET\r\n/r1/x\r\nA:1\r\na:2\r\nx-road-request-id:${requestId}\r\nx-road-id:ID-7\r\n`;
    const headers = ['A', '1', 'a', '2'];
    expect(
      requestHash({ method: 'GET', target: '/r1/x', headers, requestId, madeId: 'ID-7', bodyHash: undefined }),
    ).toBe(sha512(head).toString('base64'));
  });

  it('is over the bytes of header values, which Node gives as latin1', () => {
    const head = `GET\r\n/r1/x\r\nX:\xe9\r\nx-road-request-id:${requestId}\r\n`;
    const hash = requestHash({
      method: 'GET',
      target: '/r1/x',
      headers: ['X', '\xe9'],
      requestId,
      madeId: undefined,
      bodyHash: undefined,
    });
    expect(hash).toBe(sha512(head).toString('base64'));
  });

  it('has no inner hash for an empty body', () => {
    expect(hashBody(new Uint8Array())).toBeUndefined();
    expect(hashBody(Buffer.from('x'))).toEqual(sha512('x'));
  });
});
