import { describe, expect, it } from '@jest/globals';
import { canonicalBytes, createSourceChain, insertAt, toBase64Url, withoutAt } from '../../src/index.ts';
import { sha256 } from '../sha256.ts';

const newChain = () => createSourceChain({ node: 'edge-1', boot: 'b', hash: sha256 });
const sourceOf = (leaf: Uint8Array): unknown => (JSON.parse(Buffer.from(leaf).toString()) as { src: unknown }).src;

describe('source chain', () => {
  it('counts from 0 and names the leaf before as it was sent', () => {
    const chain = newChain();
    const first = chain.next({ v: 1, id: 'a' });
    const second = chain.next({ v: 1, id: 'b' });
    expect(sourceOf(first)).toEqual({ node: 'edge-1', boot: 'b', seq: 0 });
    expect(sourceOf(second)).toEqual({ node: 'edge-1', boot: 'b', seq: 1, prev: toBase64Url(sha256(first)) });
    expect(toBase64Url(sha256(withoutAt(insertAt(first, 7))))).toBe(toBase64Url(sha256(first)));
  });

  it('goes on with bytes that the caller wrote', () => {
    const chain = newChain();
    const first = chain.nextAs((src) => canonicalBytes({ id: 'a', src }));
    expect(toBase64Url(first)).toBe(toBase64Url(newChain().next({ id: 'a' })));
    expect(sourceOf(chain.next({ id: 'b' }))).toMatchObject({ seq: 1, prev: toBase64Url(sha256(first)) });
  });

  it('does not go on when a leaf cannot be made', () => {
    const chain = newChain();
    expect(() => chain.next({ v: 0.5 })).toThrow('canonical-json');
    expect(sourceOf(chain.next({ v: 1 }))).toEqual({ node: 'edge-1', boot: 'b', seq: 0 });
  });
});
