import { describe, expect, it } from '@jest/globals';
import { headersForConsumer, headersForProvider } from '../../src/domain/forwarded-headers.ts';

const DROPPED = [
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
  'X-Road-Id',
  'X-Road-Client',
  'X-Road-Service',
  'X-Road-Request-Id',
  'X-Road-Request-Hash',
  'X-Road-Error',
  'X-Simpul-Receipt',
];

describe('of a provider’s answer', () => {
  it.each(DROPPED)('%s never passes, however it is written', (name) => {
    const headers = [name, 'x', name.toLowerCase(), 'y', name.toUpperCase(), 'z', 'ETag', '"1"'];
    expect(headersForConsumer(headers)).toEqual(['ETag', '"1"']);
  });

  it('everything else passes as it came and in its order, each Set-Cookie by itself', () => {
    const headers = [
      'Set-Cookie',
      'a=1; Path=/',
      'content-type',
      'application/json',
      'Set-Cookie',
      'b=2',
      'Set-Cookie',
      'a=3',
      'X-Own',
      '',
      'Cache-Control',
      'no-store',
      'X-Road-UserId',
      'u',
      'Date',
      'Wed, 25 Nov 2026 00:00:00 GMT',
    ];
    expect(headersForConsumer(headers)).toEqual(headers);
  });

  it.each(['__Host-simpul=1', '__Host-simpul-session=1; Secure', '__HOST-SIMPUL=2'])(
    'the cookie %s never passes',
    (cookie) => {
      expect(headersForConsumer(['Set-Cookie', cookie, 'SET-COOKIE', cookie, 'set-cookie', 'a=1'])).toEqual([
        'set-cookie',
        'a=1',
      ]);
    },
  );

  it('of several dates the first passes', () => {
    expect(headersForConsumer(['date', 'a', 'X', '1', 'Date', 'b'])).toEqual(['date', 'a', 'X', '1']);
  });

  it('a cookie that only speaks of the bus’s cookies passes', () => {
    const headers = ['Set-Cookie', 'note=__Host-simpul', 'X-Note', '__Host-simpul=1'];
    expect(headersForConsumer(headers)).toEqual(headers);
  });
});

describe('to a provider', () => {
  const request = {
    headers: ['Accept', 'a/b', 'X-Road-Client', 'I/C/M/S', 'accept', 'c/d'],
    requestId: 'request-1',
    madeId: undefined,
    traceparent: 'own-trace',
    providerAuthorization: undefined,
  };

  it('go the kept headers in their order, then the bus’s own', () => {
    expect(headersForProvider(request)).toEqual([
      ...request.headers,
      'X-Road-Request-Id',
      'request-1',
      'traceparent',
      'own-trace',
    ]);
  });

  it('goes the trace of the bus, not the caller’s', () => {
    const sent = headersForProvider({
      ...request,
      headers: ['TraceParent', 'other', 'traceparent', 'third', 'A', '1'],
    });
    expect(sent).toEqual(['A', '1', 'X-Road-Request-Id', 'request-1', 'traceparent', 'own-trace']);
  });

  it('go an id that the bus made and the authorization meant for it', () => {
    const sent = headersForProvider({ ...request, madeId: 'ID-1', providerAuthorization: 'Basic x' });
    expect(sent.slice(request.headers.length)).toEqual([
      'X-Road-Request-Id',
      'request-1',
      'X-Road-Id',
      'ID-1',
      'Authorization',
      'Basic x',
      'traceparent',
      'own-trace',
    ]);
  });
});
