import { createServer, type RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { PROVIDER, REQUEST, SimpulError } from '@simpul/errors';
import type { AnswerPassage, AnswerSink, HeldBytes, ProviderRequest } from '../../src/connector.ts';
import { listen, targetAt, testConnector } from './stand-in.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

const HELD = 1000;
const GET: ProviderRequest = { method: 'GET', path: '/', headers: [] };

/** A count as a process keeps one, with a limit. */
function countOf(limit: number): HeldBytes & { bytes: number } {
  return {
    bytes: 0,
    take(bytes) {
      this.bytes += bytes;
      return this.bytes <= limit;
    },
    give(bytes) {
      this.bytes -= bytes;
    },
  };
}

/** A sink that keeps what it gets. */
function keeper(maxBytes = 1_000_000) {
  const kept: Buffer[] = [];
  const opened: [number, number | undefined][] = [];
  const passage: AnswerPassage = {
    maxBytes,
    idleMs: 5000,
    open({ status }, length): AnswerSink {
      opened.push([status, length]);
      return {
        write(chunk) {
          kept.push(Buffer.from(chunk));
          return true;
        },
      };
    },
  };
  return { passage, opened, text: () => Buffer.concat(kept).toString() };
}

async function provider(answer: RequestListener, held: HeldBytes = countOf(1_000_000)) {
  const server = await listen(createServer(answer));
  const connector = testConnector({ held });
  const target = targetAt(connector, `http://127.0.0.1:${server.port}`, { maxResponseBytes: HELD });
  open.push(target, server);
  return {
    dispatch: (request: ProviderRequest, passage?: AnswerPassage, deadlineMs = 5000) =>
      connector.dispatch(target, request, { deadlineMs, ...(passage === undefined ? {} : { passage }) }),
  };
}

const body = (length: number): string => 'ab'.repeat(length / 2);

describe('an answer too large to be held', () => {
  it('passes by its length, before its first byte', async () => {
    const { dispatch } = await provider((_, response) => response.setHeader('content-length', 5000).end(body(5000)));
    const { passage, opened, text } = keeper();
    expect(await dispatch(GET, passage)).toMatchObject({ status: 200, body: new Uint8Array() });
    expect([opened, text() === body(5000)]).toEqual([[[200, 5000]], true]);
  });

  it('passes whole once it proves too large, where its length was not told', async () => {
    const held = countOf(1_000_000);
    const { dispatch } = await provider((_, response) => {
      response.write(body(600));
      setImmediate(() => response.end(body(600)));
    }, held);
    const { passage, opened, text } = keeper();
    await dispatch(GET, passage);
    expect([opened, text() === body(1200), held.bytes]).toEqual([[[200, undefined]], true, 0]);
  });

  it('passes earlier where the process holds too much already', async () => {
    const held = countOf(500);
    const { dispatch } = await provider((_, response) => response.end(body(600)), held);
    const { passage, text } = keeper();
    await dispatch(GET, passage);
    expect([text() === body(600), held.bytes]).toEqual([true, 0]);
    await expect(dispatch(GET)).rejects.toMatchObject({ definition: PROVIDER.RESPONSE_UNHELD });
    expect(held.bytes).toBe(0);
  });

  it('is held where it fits, and counted only meanwhile', async () => {
    const held = countOf(1_000_000);
    const { dispatch } = await provider((_, response) => response.end(body(HELD)), held);
    const { passage, opened } = keeper();
    const answer = await dispatch(GET, passage);
    expect([answer.body.length, opened, held.bytes]).toEqual([HELD, [], 0]);
  });

  it.each([
    ['by its length', { 'content-length': '5000' }],
    ['while it passes', {}],
  ])('is refused %s above what may pass', async (_, headers) => {
    const { dispatch } = await provider((__, response) => response.writeHead(200, headers).end(body(5000)));
    await expect(dispatch(GET, keeper(4000).passage)).rejects.toMatchObject({
      definition: PROVIDER.RESPONSE_TOO_LARGE,
      params: { limit: 4000 },
    });
  });

  it('is not taken for one where there is no body', async () => {
    const { dispatch } = await provider((_, response) => response.writeHead(200, { 'content-length': '5000' }).end());
    const { passage, opened } = keeper();
    expect((await dispatch({ ...GET, method: 'HEAD' }, passage)).body).toHaveLength(0);
    expect(opened).toEqual([]);
  });

  it('ends as the sink says that refuses it', async () => {
    const { dispatch } = await provider((_, response) => response.end(body(5000)));
    const refusal = new SimpulError(PROVIDER.RESPONSE_TOO_LARGE, { params: { limit: 1 } });
    const passage: AnswerPassage = {
      ...keeper().passage,
      open: () => {
        throw refusal;
      },
    };
    await expect(dispatch(GET, passage)).rejects.toBe(refusal);
  });

  it('waits for a sink that wants no more', async () => {
    const { dispatch } = await provider((_, response) => response.end(body(3_000_000)));
    let resumeAll = (): void => undefined;
    let taken = 0;
    let waits = 0;
    const passage: AnswerPassage = {
      maxBytes: 10_000_000,
      idleMs: 5000,
      open: (_, __, resume) => ({
        write(chunk) {
          taken += chunk.length;
          waits += 1;
          resumeAll = resume;
          setImmediate(() => resumeAll());
          return false;
        },
      }),
    };
    await dispatch(GET, passage);
    expect(taken).toBe(3_000_000);
    expect(waits).toBeGreaterThan(1);
  });

  it('is given up when its provider stands still', async () => {
    const { dispatch } = await provider((_, response) => void response.write(body(5000)));
    await expect(dispatch(GET, { ...keeper().passage, idleMs: 50 })).rejects.toMatchObject({
      definition: PROVIDER.TIMEOUT,
      params: { limit: 50 },
    });
  });
});

describe('a request that is sent while it arrives', () => {
  const read: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
      response.end(JSON.stringify([Buffer.concat(chunks).toString(), length, encoding]));
    });
  };
  const seen = ({ body: bytes }: { body: Uint8Array }): unknown => JSON.parse(Buffer.from(bytes).toString());

  it.each([
    [6, ['simpul', '6', undefined]],
    [undefined, ['simpul', undefined, 'chunked']],
  ])('has its length where it is known (%p)', async (length, expected) => {
    const { dispatch } = await provider(read);
    const readable = Readable.from([Buffer.from('sim'), Buffer.from('pul')], { objectMode: false });
    const answer = await dispatch({ ...GET, method: 'POST', body: { readable, length } });
    expect(seen(answer)).toEqual(expected.map((each) => each ?? null));
  });

  it('has time as long as it lasts: the deadline is for the answer', async () => {
    const { dispatch } = await provider(read);
    const readable = new Readable({ read: () => undefined });
    const answer = dispatch({ ...GET, method: 'POST', body: { readable, length: undefined } }, undefined, 1000);
    readable.push('sim');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    readable.push('pul');
    readable.push(null);
    expect(seen(await answer)).toEqual(['simpul', null, 'chunked']);
  });

  it('is never sent twice, and ends with the error of its stream', async () => {
    const { dispatch } = await provider(read);
    const error = new SimpulError(REQUEST.BODY_TOO_LARGE, { params: { limit: 1 } });
    const readable = new Readable({ read: () => void readable.destroy(error) });
    await expect(dispatch({ ...GET, method: 'PUT', body: { readable, length: 4 } })).rejects.toBe(error);
  });
});
