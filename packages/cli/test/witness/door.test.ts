import { afterEach, describe, expect, it } from '@jest/globals';
import { rawCall } from '@simpul/testing';
import { once } from 'node:events';
import { type ClientRequest, request as openRequest } from 'node:http';
import { BODY_MAX_BYTES, type Door, MAX_SUBMISSIONS, openDoor } from '../../src/witness/door.ts';

const ADDRESS = { host: '127.0.0.1', port: 0 };
const doors: Door[] = [];
const failures: unknown[] = [];

async function open(submit: (body: Uint8Array) => Promise<{ status: number; body: string }>): Promise<string> {
  const show = (path: string) => ({ status: 200, body: `shown ${path}\n` });
  const door = await openDoor({ address: ADDRESS, show, submit, onFailure: (error) => void failures.push(error) });
  doors.push(door);
  return `http://127.0.0.1:${door.port}`;
}
const echo = async (body: Uint8Array) => ({ status: 200, body: `${body.length}\n` });

/** A submission whose body has not arrived when this resolves, though the server has begun to wait for it. */
async function beginSubmission(url: string): Promise<ClientRequest> {
  const headers = { 'Content-Length': '2', Expect: '100-continue' };
  const begun = openRequest(`${url}/add-checkpoint`, { method: 'POST', agent: false, headers });
  begun.flushHeaders();
  await once(begun, 'continue');
  return begun;
}

async function finish(begun: ClientRequest): Promise<number | undefined> {
  const answered = once(begun, 'response');
  begun.end('ok');
  const [response] = await answered;
  response.resume();
  return response.statusCode;
}

function abandon(begun: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    begun.on('error', () => undefined);
    begun.once('close', () => resolve());
    begun.destroy();
  });
}

afterEach(async () => {
  failures.length = 0;
  for (const door of doors.splice(0)) await door.stop();
});

describe('the door of a witness', () => {
  it('shows paths without their query and takes submissions of up to the limit', async () => {
    const url = await open(echo);
    expect(await rawCall(url, '/a/b?c=/d')).toMatchObject({ status: 200, text: 'shown /a/b\n' });
    const body = new Uint8Array(BODY_MAX_BYTES);
    expect(await rawCall(url, '/add-checkpoint', { method: 'POST', body })).toMatchObject({
      status: 200,
      text: `${BODY_MAX_BYTES}\n`,
    });
  });

  it('answers 413 beyond the limit, with a length told before or not', async () => {
    const url = await open(echo);
    const body = new Uint8Array(BODY_MAX_BYTES + 1);
    expect(await rawCall(url, '/add-checkpoint', { method: 'POST', body })).toMatchObject({ status: 413 });
    const chunked = openRequest(`${url}/add-checkpoint`, { method: 'POST', agent: false });
    chunked.on('error', () => undefined);
    chunked.write(body);
    const [response] = await once(chunked, 'response');
    expect(response.statusCode).toBe(413);
    chunked.destroy();
  });

  it.each([
    ['GET', '/add-checkpoint', 'POST'],
    ['PUT', '/add-checkpoint', 'POST'],
    ['POST', '/', 'GET, HEAD'],
    ['DELETE', '/x/checkpoint', 'GET, HEAD'],
  ])('answers 405 to %s %s', async (method, path, allow) => {
    const url = await open(echo);
    expect(await rawCall(url, path, { method })).toMatchObject({ status: 405, headers: { allow } });
  });

  it('answers 503 when it has enough to do, and works again when that is done', async () => {
    const url = await open(echo);
    const begun = await Promise.all(Array.from({ length: MAX_SUBMISSIONS }, () => beginSubmission(url)));
    const post = () => rawCall(url, '/add-checkpoint', { method: 'POST', body: 'ok' });
    expect(await post()).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(await rawCall(url, '/')).toMatchObject({ status: 200 });
    expect(new Set(await Promise.all(begun.map(finish)))).toEqual(new Set([200]));
    expect(await post()).toMatchObject({ status: 200 });
  });

  it('frees the place of whoever goes away', async () => {
    const url = await open(echo);
    const begun = await Promise.all(Array.from({ length: MAX_SUBMISSIONS }, () => beginSubmission(url)));
    await Promise.all(begun.map(abandon));
    let answer = await rawCall(url, '/add-checkpoint', { method: 'POST', body: 'ok' });
    while (answer.status === 503) answer = await rawCall(url, '/add-checkpoint', { method: 'POST', body: 'ok' });
    expect(answer).toMatchObject({ status: 200 });
    expect(failures).toEqual([]);
  });

  it('tells the asker nothing of a failure, and its owner all', async () => {
    const failure = new Error('the disk is on fire');
    const url = await open(async () => {
      throw failure;
    });
    const answer = await rawCall(url, '/add-checkpoint', { method: 'POST', body: '' });
    expect(answer).toMatchObject({ status: 500, text: 'internal error\n' });
    expect(failures).toEqual([failure]);
  });

  it('lets a submission under way end before it closes', async () => {
    const url = await open(echo);
    const begun = await beginSubmission(url);
    const stopped = doors.splice(0)[0]?.stop();
    expect(await finish(begun)).toBe(200);
    await stopped;
    await expect(rawCall(url, '/')).rejects.toThrow('ECONNREFUSED');
  });

  it('is not opened on a taken port, nor on an address of others', async () => {
    const port = Number(new URL(await open(echo)).port);
    const options = { show: () => ({ status: 200, body: '' }), submit: echo, onFailure: () => undefined };
    await expect(openDoor({ ...options, address: { ...ADDRESS, port } })).rejects.toThrow(`Port ${port} is taken`);
    await expect(openDoor({ ...options, address: { host: '192.0.2.1', port: 0 } })).rejects.toThrow('--listen');
  });
});
