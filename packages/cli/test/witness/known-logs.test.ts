import { describe, expect, it } from '@jest/globals';
import { formatVerifierKey } from '@simpul/tlog';
import { knownLogs } from '../../src/witness/known-logs.ts';
import { httpUrl, parseListenAddress } from '../../src/witness/listen-address.ts';
import { newSigner } from './support/test-log.ts';

const ORIGIN = 'bus.example/log';

describe('the logs of a witness', () => {
  it('have one or more keys each', () => {
    const [a, b, c] = [newSigner(ORIGIN), newSigner(ORIGIN, 'ml-dsa-44'), newSigner('other.example/log')];
    const logs = knownLogs([a.vkey, b.vkey, a.vkey, c.vkey]);
    expect([...logs.keys()]).toEqual([ORIGIN, 'other.example/log']);
    expect(logs.get(ORIGIN)).toEqual([a.key, b.key]);
  });

  it('are refused without a key, with what is none, with a witness’s, or with an origin that cannot be cosigned', () => {
    const witness = 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2';
    const vkey = newSigner(ORIGIN).vkey;
    expect(() => knownLogs([])).toThrow('--log: none is given');
    expect(() => knownLogs([vkey, 'x'])).toThrow('--log: verifier-key');
    expect(() => knownLogs([vkey.replace('+', '+0').replace(/.(?=\+[^+]+$)/, '')])).toThrow('--log: verifier-key');
    expect(() => knownLogs([witness])).toThrow('key of a witness');
    expect(() => knownLogs([newSigner('a'.repeat(256)).vkey])).toThrow('more than 255 bytes');
    expect(() => knownLogs([formatVerifierKey({ ...newSigner(ORIGIN).key, keyId: '00000000' })])).toThrow('--log');
  });
});

describe('an address to listen on', () => {
  it.each([
    ['127.0.0.1:7800', '127.0.0.1', 7800, 'http://127.0.0.1:7800'],
    ['localhost:0', 'localhost', 0, 'http://localhost:0'],
    ['[::1]:65535', '::1', 65_535, 'http://[::1]:65535'],
  ])('%s is read', (text, host, port, url) => {
    expect(parseListenAddress(text)).toEqual({ host, port });
    expect(httpUrl({ host, port })).toBe(url);
  });

  it.each(['', '7800', ':7800', '::1:7800', 'a:', 'a:65536', 'a:-1', 'a:1.5', 'http://a:1', 'a b:1', '[::1]'])(
    '%j is refused',
    (text) => {
      expect(() => parseListenAddress(text)).toThrow('--listen: expected HOST:PORT');
    },
  );

  it.each(['0.0.0.0', '::'])('%s is named by the host’s name', (host) => {
    expect(httpUrl({ host, port: 1 })).toMatch(/^http:\/\/[^:[\]]+:1$/);
  });
});
