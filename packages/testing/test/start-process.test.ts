import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { startProcess } from '../src/index.ts';

const program = (script: string): string[] => [process.execPath, '-e', script];

describe('startProcess', () => {
  it('waits for what a program says when it serves, and ends it', async () => {
    const heard: string[] = [];
    const started = await startProcess(program("console.log('I serve'); setInterval(() => {}, 1000)"), {
      name: 'a server',
      ready: 'I serve',
      onOutput: (text) => heard.push(text),
    });
    expect(started.output()).toBe('I serve\n');
    expect(heard.join('')).toBe('I serve\n');
    await started.end('SIGKILL');
    expect(started.process.signalCode).toBe('SIGKILL');
  });

  it('names the program that ends before, with what it said', async () => {
    const ending = startProcess(program("console.error('no port'); process.exit(2)"), {
      name: 'a server',
      ready: 'I serve',
    });
    await expect(ending).rejects.toThrow(/^a server ended before it was ready:\nno port/);
  });

  it('ends one that is stopped', async () => {
    const started = await startProcess(program("console.log('up'); setInterval(() => {}, 1000)"), {
      name: 'it',
      ready: 'up',
    });
    await started.pause();
    await started.end('SIGTERM');
    expect(started.process.signalCode).toBe('SIGTERM');
  });

  it('has paused one for good once it says so', async () => {
    const busy = "console.log('busy'); for (;;) require('node:crypto').randomBytes(1000)";
    const started = await startProcess(program(busy), { name: 'it', ready: 'busy' });
    const state = () => /^State:\s+(\w)/m.exec(readFileSync(`/proc/${started.process.pid}/status`, 'utf8'))?.[1];
    await started.pause();
    expect(state()).toBe('T');
    started.resume();
    expect(state()).not.toBe('T');
    await started.end('SIGKILL');
  });

  it('gives up at its signal', async () => {
    const giving = new AbortController();
    const starting = startProcess(program('setInterval(() => {}, 1000)'), {
      name: 'it',
      ready: 'never',
      signal: giving.signal,
    });
    giving.abort();
    await expect(starting).rejects.toThrow();
  });
});
