import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { AnswerPassing, ConsumerStalled } from '../../src/streams/answer-passage.ts';

const TAIL = 64 * 1024;
const PIECE = Buffer.alloc(16 * 1024, 'simpul');

function passing(idleMs?: number) {
  const seen = { resumed: 0, passed: 0 };
  const answer = new AnswerPassing({
    resume: () => (seen.resumed += 1),
    onPassed: (bytes) => (seen.passed += bytes),
    idleMs,
  });
  return { answer, seen };
}

/** Writes pieces, each as soon as the one before was taken. */
async function write(answer: AnswerPassing, pieces: number, seen: { readonly resumed: number }): Promise<void> {
  for (let i = 0; i < pieces; i += 1) {
    const before = seen.resumed;
    if (answer.write(PIECE)) continue;
    while (seen.resumed === before) await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('an answer that passes', () => {
  it('comes out whole, but its last 64 KiB only when they are released', async () => {
    const { answer, seen } = passing();
    let taken = 0;
    answer.readable.on('data', (chunk: Buffer) => (taken += chunk.length));
    await write(answer, 20, seen);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBe(20 * PIECE.length - TAIL);
    answer.release();
    await once(answer.readable, 'end');
    expect([taken, answer.size, seen.passed]).toEqual(Array.from({ length: 3 }, () => 20 * PIECE.length));
    const all = Buffer.concat(Array.from({ length: 20 }, () => PIECE));
    expect(answer.digest()).toEqual(createHash('sha256').update(all).digest());
  });

  it('comes out whole where it is shorter than that', async () => {
    const { answer } = passing();
    const taken = buffer(answer.readable);
    answer.write(PIECE);
    answer.release();
    expect((await taken).equals(PIECE)).toBe(true);
  });

  it('wants no more than a window that nobody takes', () => {
    const { answer } = passing();
    let written = 0;
    for (let ready = true; ready; written += PIECE.length) ready = answer.write(PIECE);
    expect(written).toBeLessThanOrEqual(2 * TAIL + PIECE.length);
    answer.readable.destroy();
  });

  it('is read on for its record when the consumer has gone', async () => {
    const { answer, seen } = passing();
    while (answer.write(PIECE));
    answer.readable.destroy();
    await once(answer.readable, 'close');
    expect(seen.resumed).toBe(1);
    for (let i = 0; i < 100; i += 1) expect(answer.write(PIECE)).toBe(true);
    expect(answer.size).toBeGreaterThan(100 * PIECE.length);
  });

  it('keeps its end back for ever when it breaks', async () => {
    const { answer, seen } = passing();
    const taken = buffer(answer.readable);
    await write(answer, 20, seen);
    answer.break(new Error('no record'));
    answer.release();
    await expect(taken).rejects.toThrow('no record');
  });

  it('cuts a consumer off that takes nothing, but waits until its answer began', async () => {
    const { answer } = passing(20);
    while (answer.write(PIECE));
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(answer.readable.destroyed).toBe(false);
    answer.begin();
    const [error] = (await once(answer.readable, 'error').catch((thrown: unknown) => [thrown])) as [unknown];
    expect(error).toBeInstanceOf(ConsumerStalled);
  });
});
