import { describe, expect, it } from '@jest/globals';
import { emptyRoot, hashLeaf, hashNode, hashPerfectTree } from '../../src/index.ts';
import { bytes, hex, sha256, unhex } from '../sha256.ts';
import { naiveRoot, numberedEntries } from './naive-tree.ts';

describe('Merkle hashing', () => {
  it('gives the known hashes of RFC 6962', () => {
    expect(hex(emptyRoot(sha256))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(hex(hashLeaf(sha256, unhex('')))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(hex(hashLeaf(sha256, bytes('L123456')))).toBe(
      '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56',
    );
  });

  it('hashes nodes by prefix, left and right', () => {
    const left = unhex('11'.repeat(32));
    const right = unhex('22'.repeat(32));
    expect(hex(hashNode(sha256, left, right))).toBe(hex(sha256(unhex(`01${hex(left)}${hex(right)}`))));
  });

  it('hashes entries of any length, and a short one after a long one', () => {
    for (const length of [8191, 8192, 8193, 65_535, 3, 0]) {
      const entry = new Uint8Array(length).fill(7);
      expect(hex(hashLeaf(sha256, entry))).toBe(hex(naiveRoot([entry])));
    }
  });

  it('hashes perfect trees and refuses others', () => {
    const entries = numberedEntries(16);
    const row = Buffer.concat(entries.map((entry) => hashLeaf(sha256, entry)));
    expect(hex(hashPerfectTree(sha256, row))).toBe(hex(naiveRoot(entries)));
    expect(() => hashPerfectTree(sha256, row.subarray(32))).toThrow('power of two');
    expect(() => hashPerfectTree(sha256, row.subarray(1))).toThrow('power of two');
    expect(() => hashPerfectTree(sha256, new Uint8Array(0))).toThrow('power of two');
  });
});
