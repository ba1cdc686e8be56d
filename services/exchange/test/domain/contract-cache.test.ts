import { describe, expect, it } from '@jest/globals';
import { CONTRACT, isSimpulError } from '@simpul/errors';
import { createContractCache } from '../../src/domain/contract-cache.ts';

const text = JSON.stringify({ openapi: '3.1.0', info: { title: 't', version: '1' }, paths: { '/x': { get: {} } } });

function isUnusable(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch (error) {
    return isSimpulError(error, CONTRACT.UNUSABLE);
  }
}

describe('the cache', () => {
  it('compiles a contract once, remembers those that cannot be used, and forgets the oldest', () => {
    const cache = createContractCache({ max: 2 });
    const first = cache.get({ digest: 'a', text });
    expect(cache.get({ digest: 'a', text: 'never read' })).toBe(first);
    expect(isUnusable(() => cache.get({ digest: 'b', text: '[]' }))).toBe(true);
    expect(isUnusable(() => cache.get({ digest: 'b', text }))).toBe(true);
    cache.get({ digest: 'c', text });
    expect(cache.get({ digest: 'a', text })).not.toBe(first);
  });
});
