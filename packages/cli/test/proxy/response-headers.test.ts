import { describe, expect, it } from '@jest/globals';
import { headersForClient, trailerPairs } from '../../src/proxy/response-headers.ts';

describe('headersForClient', () => {
  it('keeps order, case and repeats', () => {
    const raw = [
      'Set-Cookie',
      'a=1',
      'set-cookie',
      'b=2',
      'X-Road-Error',
      'x',
      'Content-Encoding',
      'gzip',
      'Trailer',
      'x',
    ];
    expect(headersForClient(raw)).toEqual(raw);
  });

  it('drops what is for one connection', () => {
    const raw = [
      'Connection',
      'close, x-hop',
      'X-Hop',
      '1',
      'Transfer-Encoding',
      'chunked',
      'Keep-Alive',
      'x',
      'A',
      'b',
    ];
    expect(headersForClient(raw)).toEqual(['A', 'b']);
  });
});

describe('trailerPairs', () => {
  it('pairs names and values', () => {
    expect(trailerPairs(['A', '1', 'a', '2'])).toEqual([
      ['A', '1'],
      ['a', '2'],
    ]);
  });
});
