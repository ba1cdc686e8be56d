import { describe, expect, it } from '@jest/globals';
import { createHeldBytes } from '@simpul/bus';
import { HTTP } from '@simpul/errors';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { LargeBody } from '../../src/road/large-body.ts';
import { createBodyReader, RequestAborted } from '../../src/road/read-body.ts';
import { errorOf } from '../support/error-of.ts';
import { fakeRequest, finish } from '../support/fake-request.ts';

const LIMITS = { one: 10, all: 25 };
const CHUNKED = { 'transfer-encoding': 'chunked' };
const chunk = (length: number): Buffer => Buffer.alloc(length, 'x');

function readerOf() {
  const reader = createBodyReader(createHeldBytes(LIMITS.all), LIMITS.one);
  return {
    release: (body: Uint8Array) => reader.release(body),
    async read(made: IncomingMessage): Promise<Uint8Array> {
      const body = await reader.read(made);
      if (!(body instanceof Uint8Array)) throw new Error('the body is too large to be held');
      return body;
    },
    async large(made: IncomingMessage): Promise<LargeBody> {
      const body = await reader.read(made);
      if (body instanceof Uint8Array) throw new Error('the body is held');
      return body;
    },
  };
}

/** A request with a body that has arrived. */
function request(length: number, headers: Readonly<Record<string, string>> = { 'content-length': String(length) }) {
  const made = fakeRequest(headers);
  if (length > 0) made.push(chunk(length));
  finish(made);
  return made;
}

describe('createBodyReader', () => {
  it('finds no body without a length, nor with length 0', async () => {
    const reader = readerOf();
    await expect(reader.read(fakeRequest())).resolves.toHaveLength(0);
    await expect(reader.read(fakeRequest({ 'content-length': '0' }))).resolves.toHaveLength(0);
  });

  it('joins what arrives in pieces, in order', async () => {
    const made = fakeRequest(CHUNKED);
    const body = readerOf().read(made);
    for (const piece of ['sim', 'p', 'ul']) made.push(piece);
    finish(made);
    expect(Buffer.from(await body).toString()).toBe('simpul');
  });

  it('reads an empty chunked body', async () => {
    await expect(readerOf().read(request(0, CHUNKED))).resolves.toHaveLength(0);
  });

  it('takes a body of exactly the limit, by either framing', async () => {
    const reader = readerOf();
    await expect(reader.read(request(LIMITS.one))).resolves.toHaveLength(LIMITS.one);
    await expect(reader.read(request(LIMITS.one, CHUNKED))).resolves.toHaveLength(LIMITS.one);
  });

  it('leaves a larger one unread, by its length', async () => {
    const made = request(LIMITS.one + 1);
    const body = await readerOf().large(made);
    expect(body).toEqual({ source: made, length: LIMITS.one + 1 });
    expect(made.readableLength).toBe(LIMITS.one + 1);
  });

  it('gives out a larger one without a length whole and in order, what was held first', async () => {
    const made = fakeRequest(CHUNKED);
    const reading = readerOf().large(made);
    for (const piece of ['simpul', 'simpul']) made.push(piece);
    const { source, length } = await reading;
    for (const piece of ['bus', 'lampung']) made.push(piece);
    finish(made);
    expect([length, await text(source)]).toEqual([undefined, 'simpulsimpulbuslampung']);
  });

  it('reads on when nobody takes a larger one, so that the answer arrives', async () => {
    const made = fakeRequest(CHUNKED);
    const reading = readerOf().large(made);
    made.push(chunk(LIMITS.one + 1));
    (await reading).source.destroy();
    const ended = once(made, 'end');
    made.push(chunk(1000));
    finish(made);
    await ended;
    expect(made.readableLength).toBe(0);
  });

  it('breaks a larger one off when its caller hangs up', async () => {
    const made = fakeRequest(CHUNKED);
    const reading = readerOf().large(made);
    made.push(chunk(LIMITS.one + 1));
    const taken = text((await reading).source);
    made.destroy(new Error('socket hang up'));
    await expect(taken).rejects.toThrow();
  });
});

describe('the bodies that are held at once', () => {
  it('are bounded, and a caller is told to come back', async () => {
    const reader = readerOf();
    const held = await Promise.all([reader.read(request(10)), reader.read(request(10))]);
    const error = await errorOf(() => reader.read(request(6)));
    expect(error).toMatchObject({ code: HTTP.OVERLOADED.code, retryAfter: 1 });
    await expect(reader.read(request(5))).resolves.toHaveLength(5);
    reader.release(held[0]);
    await expect(reader.read(request(10))).resolves.toHaveLength(10);
  });

  it('are counted while they arrive, whatever their framing', async () => {
    const reader = readerOf();
    const slow = [fakeRequest(CHUNKED), fakeRequest(CHUNKED), fakeRequest(CHUNKED)];
    const bodies = slow.map((made) => reader.read(made));
    const last = errorOf(() => bodies[2]);
    for (const made of slow) made.push(chunk(9));
    expect((await last).code).toBe(HTTP.OVERLOADED.code);
    for (const made of slow) finish(made);
    await expect(Promise.all(bodies.slice(0, 2))).resolves.toEqual([chunk(9), chunk(9)]);
  });

  it.each<[string, number]>([
    ['given out because it was too large', LIMITS.one + 1],
    ['cut off', 4],
  ])('no longer hold one that was %s', async (_, length) => {
    const reader = readerOf();
    for (let round = 0; round < 10; round++) {
      const made = fakeRequest(CHUNKED);
      const reading = reader.large(made).then(
        ({ source }) => source.resume(),
        () => undefined,
      );
      made.push(chunk(length));
      if (length <= LIMITS.one) made.once('data', () => made.destroy());
      const source = await reading;
      finish(made);
      if (source !== undefined) await once(source, 'end');
      made.destroy();
    }
    const bodies = await Promise.all([10, 10, 5].map((size) => reader.read(request(size))));
    expect((await errorOf(() => reader.read(request(1)))).code).toBe(HTTP.OVERLOADED.code);
    for (const body of bodies) reader.release(body);
  });

  it('are counted once when the caller hangs up after the whole body came', async () => {
    const reader = readerOf();
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
    const reading = readerOf().read(made);
    made.push(chunk(4));
    made.destroy(new Error('socket hang up'));
    await expect(reading).rejects.toBeInstanceOf(RequestAborted);
  });

  it('before the body was asked for', async () => {
    const made = fakeRequest({ 'content-length': '8' });
    made.destroy();
    await expect(readerOf().read(made)).rejects.toBeInstanceOf(RequestAborted);
  });
});
