import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { createStandIns, type SeenRequest } from '../src/index.ts';

const PROGRAM = fileURLToPath(new URL('../stand-ins.ts', import.meta.url));

function start(port: number): { child: ChildProcess; stderr: () => string } {
  const child = fork(PROGRAM, ['--port', String(port)], { silent: true, execArgv: [] });
  let text = '';
  child.stderr?.on('data', (chunk) => (text += String(chunk)));
  return { child, stderr: () => text };
}

describe('createStandIns', () => {
  it('tells of every request that reached a system', async () => {
    const seen: SeenRequest[] = [];
    const standIns = createStandIns({ port: 0, onRequest: (request) => seen.push(request) });
    const address = await standIns.start();
    await fetch(`${address}/jdih/integrasi/dokumen?ukuran=1`, { headers: { 'x-road-id': 'a' } });
    await standIns.stop();
    expect(seen).toMatchObject([
      { system: 'jdih', method: 'GET', url: '/jdih/integrasi/dokumen?ukuran=1', headers: { 'x-road-id': 'a' } },
    ]);
  });

  it('stops at once although an answer is still being waited for', async () => {
    let arrived: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (arrived = resolve));
    const standIns = createStandIns({ port: 0, onRequest: () => arrived() });
    const address = await standIns.start();
    const answer = fetch(`${address}/sipkd/realisasi/2026?tunda=60000`).then(
      (response) => response.status,
      () => 'cut',
    );
    await reached;
    await standIns.stop();
    expect(await answer).not.toBe(200);
  });
});

describe('the program of the stand-ins', () => {
  it('says when it is ready and ends when told', async () => {
    const { child } = start(0);
    const [news] = await once(child, 'message');
    expect(news).toMatchObject({ kind: 'ready' });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('ends when whoever started it is gone', async () => {
    const { child } = start(0);
    await once(child, 'message');
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const bound = other.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    const { child, stderr } = start(port);
    const [code] = await once(child, 'close');
    other.close();
    expect(code).toBe(1);
    expect(stderr()).toContain(`port ${port} is taken by another program`);
  });
});
