import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { commit, saltedDigest } from '../../src/index.ts';
import { bytes, sha256 } from '../sha256.ts';

const salt = new Uint8Array(16).fill(1);

describe('commitments', () => {
  it('are SHA-256 of label, salt and canonical JSON, in base64url', () => {
    const expected = createHash('sha256').update('simpul/commit/v1\0').update(salt).update('{"a":1,"b":"x"}');
    expect(commit(sha256, salt, { b: 'x', a: 1 })).toBe(expected.digest('base64url'));
  });

  it('differ with the salt and the type of the value', () => {
    const values = [commit(sha256, salt, '1'), commit(sha256, salt, 1), commit(sha256, new Uint8Array(16), '1')];
    expect(new Set(values).size).toBe(3);
  });

  it('salt the digest of a body', () => {
    const expected = createHash('sha256').update(salt).update('inner').digest('base64url');
    expect(saltedDigest(sha256, salt, bytes('inner'))).toBe(expected);
  });

  it('demand a salt of 16 bytes', () => {
    expect(() => commit(sha256, new Uint8Array(15), 'x')).toThrow('argument');
    expect(() => saltedDigest(sha256, new Uint8Array(17), bytes('x'))).toThrow('argument');
  });
});
