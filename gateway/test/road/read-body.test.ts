import { describe, expect, it } from '@jest/globals';
import { HTTP, REQUEST } from '@simpul/errors';
import { once } from 'node:events';
import { createBodyReader, RequestAborted } from '../../src/road/read-body.ts';
import { errorOf } from '../support/error-of.ts';
import { fakeRequest, finish } from '../support/fake-request.ts';

const LIMITS = { one: 10, all: 25 };
const CHUNKED = { 'transfer-encoding': 'chunked' };
const chunk = (length: number): Buffer => Buffer.alloc(length, 'x');

/** A request with a body that has arrived. */
function request(length: number, headers: Readonly<Record<string, string>> = { 'content-length': String(length) }) {
  const made = fakeRequest(headers);
  if (length > 0) made.push(chunk(length));
  finish(made);
  return made;
}

describe('createBodyReader', () => {
  it('finds no body without a length, nor with length 0', async () => {
    const reader = createBodyReader(LIMITS);
    await expect(reader.read(fakeRequest())).resolves.toHaveLength(0);
    await expect(reader.read(fakeRequest({ 'content-length': '0' }))).resolves.toHaveLength(0);
  });

  it('joins what arrives in pieces, in order', async () => {
    const made = fakeRequest(CHUNKED);
    const body = createBodyReader(LIMITS).read(made);
    for (const piece of ['sim', 'p', 'ul']) made.push(piece);
    finish(made);
    expect(Buffer.from(await body).toString()).toBe('simpul');
  });

  it('reads an empty chunked body', async () => {
    await expect(createBodyReader(LIMITS).read(request(0, CHUNKED))).resolves.toHaveLength(0);
  });

  it('takes a body of exactly the limit, by either framing', async () => {
    const reader = createBodyReader(LIMITS);
    await expect(reader.read(request(LIMITS.one))).resolves.toHaveLength(LIMITS.one);
    await expect(reader.read(request(LIMITS.one, CHUNKED))).resolves.toHaveLength(LIMITS.one);
  });

  it('refuses a larger one, by its length before it is read', async () => {
    const made = request(LIMITS.one + 1);
    const error = await errorOf(() => createBodyReader(LIMITS).read(made));
    expect(error).toMatchObject({ code: REQUEST.BODY_TOO_LARGE.code, params: { limit: LIMITS.one } });
  });

  it('refuses a larger one without a length as soon as it is larger, and reads on so that the answer arrives', async () => {
    const made = fakeRequest(CHUNKED);
    const reading = errorOf(() => createBodyReader(LIMITS).read(made));
    made.push(chunk(LIMITS.one));
    made.push(chunk(1));
    expect((await reading).code).toBe(REQUEST.BODY_TOO_LARGE.code);
    const ended = once(made, 'end');
    made.push(chunk(1000));
    finish(made);
    await ended;
    expect(made.readableLength).toBe(0);
  });
});

describe('the bodies that are held at once', () => {
  it('are bounded, and a caller is told to come back', async () => {
    const reader = createBodyReader(LIMITS);
    const held = await Promise.all([reader.read(request(10)), reader.read(request(10))]);
    const error = await errorOf(() => reader.read(request(6)));
    expect(error).toMatchObject({ code: HTTP.OVERLOADED.code, retryAfter: 1 });
    await expect(reader.read(request(5))).resolves.toHaveLength(5);
    reader.release(held[0]);
    await expect(reader.read(request(10))).resolves.toHaveLength(10);
  });

  it('are counted while they arrive, whatever their framing', async () => {
    const reader = createBodyReader(LIMITS);
    const slow = [fakeRequest(CHUNKED), fakeRequest(CHUNKED), fakeRequest(CHUNKED)];
    const bodies = slow.map((made) => reader.read(made));
    const last = errorOf(() => bodies[2]);
    for (const made of slow) made.push(chunk(9));
    expect((await last).code).toBe(HTTP.OVERLOADED.code);
    for (const made of slow) finish(made);
    await expect(Promise.all(bodies.slice(0, 2))).resolves.toEqual([chunk(9), chunk(9)]);
  });

  it.each<[string, number]>([
    ['too large', LIMITS.one + 1],
    ['cut off', 4],
  ])('no longer hold one that was %s', async (_, length) => {
    const reader = createBodyReader(LIMITS);
    for (let round = 0; round < 10; round++) {
      const made = fakeRequest(CHUNKED);
      const reading = Promise.allSettled([reader.read(made)]);
      made.push(chunk(length));
      if (length <= LIMITS.one) made.once('data', () => made.destroy());
      expect((await reading)[0]?.status).toBe('rejected');
      made.destroy();
    }
    const bodies = await Promise.all([10, 10, 5].map((size) => reader.read(request(size))));
    expect((await errorOf(() => reader.read(request(1)))).code).toBe(HTTP.OVERLOADED.code);
    for (const body of bodies) reader.release(body);
  });

  it('are counted once when the caller hangs up after the whole body came', async () => {
    const reader = createBodyReader(LIMITS);
    const made = request(10);
    const body = await reader.read(made);
    made.destroy(new Error('aborted'));
    reader.release(body);
    await Promise.all([10, 10, 5].map((size) => reader.read(request(size))));
    expect((await errorOf(() => reader.read(request(1)))).code).toBe(HTTP.OVERLOADED.code);
  });
});

describe('a caller that hangs up', () => {
  it('during the body', async () => {
    const made = fakeRequest({ 'content-length': '8' });
    const reading = createBodyReader(LIMITS).read(made);
    made.push(chunk(4));
    made.destroy(new Error('socket hang up'));
    await expect(reading).rejects.toBeInstanceOf(RequestAborted);
  });

  it('before the body was asked for', async () => {
    const made = fakeRequest({ 'content-length': '8' });
    made.destroy();
    await expect(createBodyReader(LIMITS).read(made)).rejects.toBeInstanceOf(RequestAborted);
  });
});
