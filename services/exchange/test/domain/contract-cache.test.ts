import { describe, expect, it } from '@jest/globals';
import { CONTRACT, CONTRACT_DOOR, SimpulError } from '@simpul/errors';
import type { OpenContract } from '@simpul/openapi';
import { createContractCache } from '../../src/domain/contract-cache.ts';
import { lateErrorOf } from '../error-code.ts';

/** A reader that notes what it is asked to read. */
function fakeReader(read: (text: string) => Promise<OpenContract>) {
  const asked: string[] = [];
  return {
    asked,
    consumersText: (text: string) => Promise.resolve(`${text} for consumers`),
    open(text: string) {
      asked.push(text);
      return read(text);
    },
  };
}

const opened = (text: string): OpenContract =>
  ({ endpoints: [{ method: 'GET', path: text }] }) as unknown as OpenContract;

describe('the cache', () => {
  it('reads a contract once for all who ask at once or later, and forgets the oldest', async () => {
    const reader = fakeReader((text) => Promise.resolve(opened(text)));
    const cache = createContractCache(reader, { max: 2 });
    const [first, again] = await Promise.all([
      cache.get({ digest: 'a', text: '/a' }),
      cache.get({ digest: 'a', text: 'never read' }),
    ]);
    expect(again).toBe(first);
    expect(await cache.get({ digest: 'a', text: 'never read' })).toBe(first);
    await cache.get({ digest: 'b', text: '/b' });
    await cache.get({ digest: 'c', text: '/c' });
    expect(await cache.get({ digest: 'a', text: '/a' })).not.toBe(first);
    expect(reader.asked).toEqual(['/a', '/b', '/c', '/a']);
  });

  it('remembers what cannot be used, and tries again where there was no time', async () => {
    const errors = [
      new SimpulError(CONTRACT_DOOR.WORKER_BUSY, { retryAfter: 1 }),
      new SimpulError(CONTRACT.UNUSABLE, { params: { reason: 'r' } }),
    ];
    const reader = fakeReader(() => Promise.reject(errors.shift() ?? new Error('asked too often')));
    const cache = createContractCache(reader);
    const codes: string[] = [];
    for (let i = 0; i < 3; i++) codes.push((await lateErrorOf(cache.get({ digest: 'a', text: '' }))).code);
    expect(codes).toEqual(['SIMPUL_CONTRACT_WORKER_BUSY', 'SIMPUL_CONTRACT_UNUSABLE', 'SIMPUL_CONTRACT_UNUSABLE']);
    expect(reader.asked).toHaveLength(2);
  });
});
