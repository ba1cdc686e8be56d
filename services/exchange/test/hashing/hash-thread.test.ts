import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HTTP } from '@simpul/errors';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { HashThread } from '../../src/hashing/hash-thread.ts';

const sha512 = (...pieces: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha512');
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
};
const MIB = 1024 * 1024;
const nothing = (): void => undefined;
let thread: HashThread;

beforeEach(() => {
  thread = new HashThread();
});
afterEach(() => thread.stop());

describe('the thread that hashes bodies', () => {
  it('tells the digests of many bodies whose pieces come mixed', async () => {
    const piece = fc.record({ body: fc.nat(3), size: fc.oneof(fc.nat(40), fc.nat(300_000)), fill: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const bodies = Array.from({ length: 4 }, () => ({ hash: thread.begin(nothing), pieces: [] as Buffer[] }));
        for (const { body, size, fill } of pieces) {
          const bytes = Buffer.alloc(size, fill);
          bodies[body]?.hash.update(bytes);
          bodies[body]?.pieces.push(bytes);
        }
        const digests = await Promise.all(bodies.map(({ hash }) => hash.digest()));
        expect(digests).toEqual(bodies.map((body) => sha512(...body.pieces)));
      }),
      { numRuns: 40 },
    );
  });

  it('says when it is behind, and when there is room again', async () => {
    const room = Promise.withResolvers<void>();
    const hash = thread.begin(() => room.resolve());
    const piece = Buffer.alloc(MIB / 2, 'simpul');
    const pieces = [piece];
    expect(hash.update(piece)).toBe(true);
    for (let hasRoom = true; hasRoom;) {
      pieces.push(piece);
      hasRoom = hash.update(piece);
    }
    await room.promise;
    expect(hash.update(Buffer.from('!'))).toBe(true);
    expect(await hash.digest()).toEqual(sha512(...pieces, Buffer.from('!')));
  });

  it('goes on after a body that nobody wants any more', async () => {
    const dropped = thread.begin(nothing);
    dropped.update(Buffer.alloc(2 * MIB));
    dropped.drop();
    const hash = thread.begin(nothing);
    hash.update(Buffer.from('simpul'));
    expect(await hash.digest()).toEqual(sha512(Buffer.from('simpul')));
  });

  it('ends what it had to do with an error when it dies, and lets those behind go on; the next body has a new one', async () => {
    const room = Promise.withResolvers<void>();
    const hash = thread.begin(() => room.resolve());
    while (hash.update(Buffer.alloc(MIB)));
    const digest = hash.digest();
    await Promise.all([
      expect(digest).rejects.toMatchObject({ code: HTTP.INTERNAL.code }),
      room.promise,
      thread.stop(),
    ]);
    expect(hash.update(Buffer.alloc(1))).toBe(true);
    await expect(hash.digest()).rejects.toMatchObject({ code: HTTP.INTERNAL.code });
    expect(await thread.begin(nothing).digest()).toEqual(sha512());
  });
});
