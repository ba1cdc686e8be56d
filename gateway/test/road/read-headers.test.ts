import { describe, expect, it } from '@jest/globals';
import { REQUEST } from '@simpul/errors';
import fc from 'fast-check';
import { readHeaders, withoutCredentials } from '../../src/road/read-headers.ts';
import { errorOf } from '../support/error-of.ts';

/** Names of headers, in no order of ours, that nothing is done to. */
const plainName = fc
  .string({
    minLength: 1,
    maxLength: 12,
    unit: fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_')),
  })
  .map((name) => `X-App-${name}`);
const plainHeaders = fc
  .array(fc.tuple(plainName, fc.string({ unit: fc.constantFrom(...Array.from('abc ,;="é')) })))
  .map((pairs) => pairs.flat());

describe('headers that pass on', () => {
  it('keep their order, case, values and repeats', () => {
    fc.assert(fc.property(plainHeaders, (raw) => expect(readHeaders(raw).kept).toEqual(raw)));
  });

  it.each(['Authorization', 'Cache-Control', 'Content-Type', 'Accept', 'Date', 'Idempotency-Key', 'Content-Digest'])(
    'include %s',
    (name) => expect(readHeaders([name, 'v']).kept).toEqual([name, 'v']),
  );

  it('are those that the bus reads as well', () => {
    const raw = ['X-Road-Client', 'A/B/C/D', 'X-Road-Id', '7', 'X-Road-UserId', 'u', 'X-Road-Issue', 'i'];
    expect(readHeaders(raw).kept).toEqual(raw);
  });
});

describe('headers that do not pass on', () => {
  const names = [
    'Connection',
    'Keep-Alive',
    'Proxy-Authenticate',
    'Proxy-Authorization',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'Host',
    'User-Agent',
    'Server',
    'Content-Length',
    'Expect',
    'X-Road-Request-Id',
    'X-Road-Request-Hash',
    'X-Simpul-Provider-Authorization',
  ];

  it.each([
    'X_Road_Client',
    'x_road-represented_party',
    'X-Road_Id',
    'X_Simpul_Purpose',
    'Content_Length',
    'CLIENT_CERT',
  ])('%s, which CGI would read as the one with hyphens', (name) =>
    expect(readHeaders(['X-Road-Client', 'A/B/C/D', name, 'v', 'api_key', '2'])).toEqual({
      ...readHeaders(['X-Road-Client', 'A/B/C/D', 'api_key', '2']),
    }),
  );

  it.each(names)('%s, in any case of letters', (name) => {
    for (const spelled of [name, name.toLowerCase(), name.toUpperCase()]) {
      expect(readHeaders(['A', '1', spelled, 'v', 'B', '2']).kept).toEqual(['A', '1', 'B', '2']);
    }
  });

  it('are dropped wherever they stand among others', () => {
    const dropped = fc.constantFrom(...names.slice(0, 8)).map((name) => [name, 'v']);
    fc.assert(
      fc.property(plainHeaders, fc.array(dropped), plainHeaders, (before, between, after) => {
        expect(readHeaders([...before, ...between.flat(), ...after]).kept).toEqual([...before, ...after]);
      }),
    );
  });
});

describe('what the bus reads', () => {
  it('is each of its headers under its own name', () => {
    const raw = [
      ['X-Road-Client', 'c', 'X-Road-Id', 'i', 'X-Road-UserId', 'u', 'X-Road-Represented-Party', 'r'],
      ['X-Road-Security-Server', 's', 'X-Simpul-Purpose', 'p', 'X-Simpul-Provider-Authorization', 'Basic x'],
      ['traceparent', 't', 'Content-Type', 'ct', 'Idempotency-Key', 'k', 'Authorization', 'DPoP z', 'DPoP', 'proof'],
    ].flat();
    expect(readHeaders(raw)).toMatchObject({
      authorization: 'DPoP z',
      dpop: 'proof',
      road: {
        client: 'c',
        id: 'i',
        userId: 'u',
        representedParty: 'r',
        securityServer: 's',
        purpose: 'p',
        providerAuthorization: 'Basic x',
        idempotencyKey: 'k',
        traceparent: 't',
        contentType: 'ct',
      },
    });
  });

  it('leaves out what was not sent', () => {
    expect(readHeaders(['A', '1'])).toEqual({ kept: ['A', '1'], road: {}, authorization: undefined, dpop: undefined });
  });

  it.each([
    ['X-Road-Client', 'client'],
    ['X-Road-Id', 'id'],
    ['X-Road-UserId', 'userId'],
  ] as const)('of a repeated %s is the last', (name, member) => {
    const { road, kept } = readHeaders([name, 'first', 'A', '1', name.toLowerCase(), 'last']);
    expect(road[member]).toBe('last');
    expect(kept).toEqual(['A', '1', name.toLowerCase(), 'last']);
  });

  it('of a repeated X-Road header that it does not read passes on as the last alone', () => {
    const raw = ['X-Road-Issue', 'first', 'A', '1', 'x-road-issue', 'last'];
    expect(readHeaders(raw).kept).toEqual(['A', '1', 'x-road-issue', 'last']);
  });
});

describe('a repeat is refused', () => {
  it.each([
    'Host',
    'Content-Length',
    'Content-Type',
    'Authorization',
    'DPoP',
    'Idempotency-Key',
    'X-Simpul-Purpose',
    'X-Simpul-Provider-Authorization',
    'X-Simpul-Of-Tomorrow',
  ])('of %s, even with the same value and another spelling', async (name) => {
    const error = await errorOf(() => readHeaders([name, 'v', 'Other', 'o', name.toUpperCase(), 'v']));
    expect(error.code).toBe(REQUEST.HEADER_REPEATED.code);
    expect(error.params).toEqual({ name: name.toLowerCase() });
  });
});

describe('the number of headers', () => {
  const headers = (count: number): string[] => Array.from({ length: 2 * count }, (_, i) => `x-${i}`);

  it('is bounded', async () => {
    expect(readHeaders(headers(200)).kept).toHaveLength(400);
    expect((await errorOf(() => readHeaders(headers(201)))).code).toBe(REQUEST.HEADERS_TOO_MANY.code);
  });
});

describe('cookies', () => {
  const kept = (value: string): readonly string[] => readHeaders(['Cookie', value]).kept;

  it.each([
    ['a=1; b=2', 'a=1; b=2'],
    ['__Host-simpul=1; a=1; b=2', 'a=1; b=2'],
    ['a=1; __Host-simpul-session=x; b=2', 'a=1; b=2'],
    ['a=1; b=2; __Host-simpul=x', 'a=1; b=2'],
    ['a=1;__HOST-SIMPUL=x;b=2', 'a=1;b=2'],
    ['__Host-other=1', '__Host-other=1'],
    ['x__Host-simpul=1', 'x__Host-simpul=1'],
  ])('%s pass as %s', (sent, passed) => expect(kept(sent)).toEqual(['Cookie', passed]));

  it('leave no header behind when all were ours', () => {
    expect(kept('__Host-simpul=1; __Host-simpul-csrf=2')).toEqual([]);
  });
});

describe('withoutCredentials', () => {
  it('takes the token and its proof and nothing else', () => {
    const raw = ['A', 'authorization', 'Authorization', 'DPoP t', 'B', '2', 'AUTHORIZATION', 'x', 'DPoP', 'proof'];
    expect(withoutCredentials(raw)).toEqual(['A', 'authorization', 'B', '2']);
    fc.assert(fc.property(plainHeaders, (headers) => expect(withoutCredentials(headers)).toEqual(headers)));
  });
});
