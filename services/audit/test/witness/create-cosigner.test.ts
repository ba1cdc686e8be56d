import { describe, expect, it } from '@jest/globals';
import { formatVerifierKey } from '@simpul/tlog';
import { readWitnessPolicy } from '../../src/witness/create-cosigner.ts';
import { newSigner } from './note-signer.ts';

const vkey = (name: string) => formatVerifierKey(newSigner(name, 'cosignature-ed25519').key);
const [a, b] = [vkey('a.example'), vkey('b.example')];

describe('readWitnessPolicy', () => {
  it('reads witnesses and quorum, and drops logs', () => {
    const text = `log ${formatVerifierKey(newSigner('l', 'ed25519').key)}\nwitness a ${a} https://a.example/w/\nquorum a\n`;
    expect(readWitnessPolicy(text)).toMatchObject({ logs: [], witnesses: [{ name: 'a' }], quorum: 'a' });
  });

  it.each([
    ['no policy', 'hello\n', /line 1/],
    ['no quorum', `witness a ${a} https://a.example\n`, /quorum/],
    ['witnesses without address', `witness a ${a}\nquorum a\n`, /enough for the quorum/],
    [
      'too few with address',
      `witness a ${a} https://a.example\nwitness b ${b}\ngroup g all a b\nquorum g\n`,
      /enough for the quorum/,
    ],
    ['an address of no kind', `witness a ${a} a.example\nquorum a\n`, /the address of a is not one of HTTP/],
    ['an address of another kind', `witness a ${a} file:///a\nquorum a\n`, /the address of a is not one of HTTP/],
  ])('refuses %s', (_, text, reason) => {
    expect(() => readWitnessPolicy(text)).toThrow(
      expect.objectContaining({ code: 'SIMPUL_CONFIG_INVALID', message: expect.stringMatching(reason) }),
    );
  });
});
