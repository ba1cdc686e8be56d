import { describe, expect, it } from '@jest/globals';
import { createVerifierKey, formatVerifierKey, parseVerifierKey } from '../../src/index.ts';
import { newSigner } from '../signers.ts';
import { sha256 } from '../sha256.ts';

// C2SP signed-note and golang/mod sumdb/note/note_test.go.
const EXAMPLE = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';

describe('verifier keys', () => {
  it.each([EXAMPLE, PETER])('%s reads and writes back', (vkey) => {
    const key = parseVerifierKey(sha256, vkey);
    expect(key.algorithm).toBe('ed25519');
    expect(formatVerifierKey(key)).toBe(vkey);
  });

  it('of ML-DSA-44 read and write back', () => {
    const { key } = newSigner('example.com/log', 'ml-dsa-44');
    const read = parseVerifierKey(sha256, formatVerifierKey(key));
    expect(read.algorithm).toBe('ml-dsa-44');
    expect(read.publicKey).toHaveLength(1312);
    expect(read.keyId).toBe(key.keyId);
  });

  it('of timestamped Ed25519 cosignatures (type 04) read and write back, with an id of their own', () => {
    const vkey = 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2';
    const key = parseVerifierKey(sha256, vkey);
    expect(key.algorithm).toBe('cosignature-ed25519');
    expect(formatVerifierKey(key)).toBe(vkey);
    expect(createVerifierKey(sha256, { ...key, algorithm: 'ed25519' }).keyId).not.toBe(key.keyId);
  });

  it('are refused in every part and with every character changed', () => {
    for (let i = 0; i < PETER.length; i += 1) {
      for (let j = i; j < PETER.length + (i === 0 ? 0 : 1); j += 1)
        expect(() => parseVerifierKey(sha256, PETER.slice(i, j))).toThrow('verifier-key');
      const changed = PETER.slice(0, i) + String.fromCodePoint(PETER.charCodeAt(i) + 1) + PETER.slice(i + 1);
      expect(() => parseVerifierKey(sha256, changed)).toThrow('verifier-key');
    }
  });

  it.each([
    ['a key of a wrong length', 'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=='],
    ['an unknown algorithm', 'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['an upper-case key id', PETER.replace('c74f20a3', 'C74F20A3')],
    ['a line after it', `${PETER}\n`],
    ['no name', PETER.replace('PeterNeumann', '')],
  ])('with %s are refused', (_, vkey) => {
    expect(() => parseVerifierKey(sha256, vkey)).toThrow('verifier-key');
  });

  it.each(['', 'a b', 'a+b', 'a\u00a0b', 'a\u2003b', 'a\u0085b', 'a\nb', '\ud800'])(
    'do not have the name %j',
    (name) => {
      const parts = { name, algorithm: 'ed25519', publicKey: new Uint8Array(32) } as const;
      expect(() => createVerifierKey(sha256, parts)).toThrow('verifier-key');
    },
  );
});
