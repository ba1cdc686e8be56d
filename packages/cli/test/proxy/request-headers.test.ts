import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PROXY } from '../../src/proxy/errors.ts';
import { headersForBus } from '../../src/proxy/request-headers.ts';

const CLIENT = 'ID-LA/GOV/1871-DISDUKCAPIL/siak';
const context = { host: 'bus.example', client: CLIENT, isExchange: true, method: 'GET' };
const OWN = ['X-Road-Client', CLIENT];
const forward = (...raw: string[]): string[] => headersForBus(['Host', '127.0.0.1:8181', ...raw], context).slice(2);

describe('headersForBus', () => {
  it('keeps order, case and repeats', () => {
    const raw = [...OWN, 'aCCept', 'a', 'X-Two', '1', 'x-two', '2', 'Cookie', 'a=b'];
    expect(forward(...raw)).toEqual(raw);
  });

  it('names the bus in Host, at its place, and at the front where there was none', () => {
    expect(headersForBus(['A', '1', 'hOst', 'x', ...OWN], context)).toEqual(['A', '1', 'hOst', 'bus.example', ...OWN]);
    expect(headersForBus(OWN, context)).toEqual(['Host', 'bus.example', ...OWN]);
  });

  it("sends the client's Authorization on to the provider, and drops its DPoP", () => {
    expect(forward('Authorization', 'Basic abc', 'dpop', 'x', ...OWN)).toEqual([
      'X-Simpul-Provider-Authorization',
      'Basic abc',
      ...OWN,
    ]);
  });

  it('leaves two headers of the same meaning to the bus to refuse', () => {
    const names = forward('authorization', 'a', 'X-Simpul-Provider-Authorization', 'b', ...OWN).filter(
      (_, i) => i % 2 === 0,
    );
    expect(names).toEqual(['X-Simpul-Provider-Authorization', 'X-Simpul-Provider-Authorization', 'X-Road-Client']);
  });

  it.each([
    ['Connection', 'close'],
    ['Keep-Alive', 'timeout=5'],
    ['Proxy-Connection', 'keep-alive'],
    ['TE', 'trailers'],
    ['Upgrade', 'h2c'],
    ['Proxy-Authorization', 'Basic x'],
  ])('drops %s, which is for one connection', (name, value) => {
    expect(forward(name, value, ...OWN)).toEqual(OWN);
  });

  it('drops what Connection names, but never what frames the message', () => {
    const raw = ['connection', 'X-Hop, content-length , host', 'x-hop', '1', 'Content-Length', '3', ...OWN];
    expect(forward(...raw)).toEqual(['Content-Length', '3', ...OWN]);
  });

  it('says chunked again, and refuses other transfer codings', () => {
    expect(forward('Transfer-Encoding', ' Chunked ', ...OWN)).toEqual(['Transfer-Encoding', 'chunked', ...OWN]);
    expect(() => forward('Transfer-Encoding', 'gzip, chunked')).toThrow(
      expect.objectContaining({ code: PROXY.ENCODING_UNKNOWN.code }),
    );
  });

  it('says who asks where the client does not, in an exchange alone', () => {
    expect(forward()).toEqual(OWN);
    expect(headersForBus(['Host', 'x'], { ...context, isExchange: false })).toEqual(['Host', 'bus.example']);
  });

  it.each([['Origin'], ['Sec-Fetch-Site']])('does not say it for a browser (%s)', (name) => {
    expect(forward(name, 'x')).toEqual([name, 'x']);
  });

  it.each(['ID-LA/GOV/OTHER/x', ''])('never changes what the client says: %j', (value) => {
    expect(forward('x-road-client', value)).toEqual(['x-road-client', value]);
  });

  it('leaves every other header as it is', () => {
    const name = fc
      .string({ minLength: 1, unit: fc.constantFrom('a', 'B', '0', '-', '_') })
      .map((text) => `x-a${text}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string())), (pairs) => {
        const raw = [...OWN, ...pairs.flat()];
        expect(forward(...raw)).toEqual(raw);
      }),
    );
  });
});
