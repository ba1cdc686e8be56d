import { afterAll, describe, expect, it } from '@jest/globals';
import { PROVIDER, STREAM } from '@simpul/errors';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { HashThread } from '../../src/hashing/hash-thread.ts';
import { type PassedRequest, passRequest } from '../../src/streams/request-passage.ts';

const BODY = Buffer.alloc(1_000_000, 'simpul');
const sha512 = (bytes: Buffer): Buffer => createHash('sha512').update(bytes).digest();

const hashes = new HashThread();
afterAll(() => hashes.stop());

/** A body in pieces, and how much of it was read. */
function arriving(pieceBytes = 50_000) {
  let at = 0;
  const source = new Readable({
    highWaterMark: pieceBytes,
    read() {
      const piece = BODY.subarray(at, at + pieceBytes);
      at += piece.length;
      source.push(piece.length === 0 ? null : piece);
    },
  });
  return { source, read: () => at };
}

const passage = (source: Readable, more: Partial<PassedRequest> = {}) =>
  passRequest({ source, length: undefined, maxBytes: 10_000_000, hashes, onPassed: () => undefined, ...more });

describe('a request that passes', () => {
  it('comes out whole, with its size and hash', async () => {
    let passed = 0;
    const { body, whole } = passage(arriving().source, { onPassed: (bytes) => (passed += bytes) });
    expect((await buffer(body.readable)).equals(BODY)).toBe(true);
    expect(await whole).toEqual({ hash: sha512(BODY), size: BODY.length });
    expect(passed).toBe(BODY.length);
  });

  it('is not read before somebody takes it, nor far ahead of who does', async () => {
    const { source, read } = arriving();
    const { body } = passage(source);
    await new Promise((resolve) => setImmediate(resolve));
    expect(read()).toBeLessThanOrEqual(100_000);
    body.readable.read(0);
    await once(body.readable, 'readable');
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(read()).toBeLessThanOrEqual(250_000);
    body.readable.destroy();
  });

  it('is read to its end for the hash when the provider takes no more', async () => {
    const { body, whole } = passage(arriving().source);
    await once(body.readable, 'data');
    body.readable.destroy();
    expect(await whole).toEqual({ hash: sha512(BODY), size: BODY.length });
  });

  it('ends with an error for both sides when it grows too large', async () => {
    const { body, whole } = passage(arriving().source, { maxBytes: 400_000 });
    await expect(text(body.readable)).rejects.toMatchObject({ code: STREAM.TOO_LARGE.code });
    await expect(whole).rejects.toMatchObject({ code: STREAM.TOO_LARGE.code, params: { limit: 400_000 } });
  });

  it.each([true, false])('ends when its consumer hangs up (before it began: %p)', async (before) => {
    const { source } = arriving();
    if (before) source.destroy();
    const { body, whole } = passage(source);
    if (!before) body.readable.once('data', () => source.destroy());
    await expect(whole).rejects.toMatchObject({ code: STREAM.BROKE_OFF.code });
    expect(body.readable.destroyed).toBe(true);
  });

  it('ends when its consumer sends nothing', async () => {
    const { body, whole } = passage(new Readable({ read: () => undefined }), { idleMs: 20 });
    body.readable.resume();
    await expect(whole).rejects.toMatchObject({ code: STREAM.STALLED.code, params: { limit: 20 } });
  });

  it('ends when its provider takes nothing', async () => {
    const { body, whole } = passage(arriving().source, { idleMs: 20 });
    body.readable.read(0);
    await expect(whole).rejects.toMatchObject({ code: PROVIDER.TIMEOUT.code, params: { limit: 20 } });
  });
});
