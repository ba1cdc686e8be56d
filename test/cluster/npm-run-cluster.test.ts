import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createStandIns } from '@simpul/sandbox';
import {
  copySandboxRegion,
  dropDatabases,
  findMongoServer,
  freePort,
  hasNatsServer,
  type StartedProcess,
  startProcess,
  temporaryFolder,
} from '@simpul/testing';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(import.meta.dirname, '../..');
const server = findMongoServer();
const hasNats = hasNatsServer();
const NAMES = ['audit-1', 'audit-2', 'edge-1', 'edge-2', 'identity', 'registry', 'signer'];
const suite = server.isThere && hasNats ? describe : describe.skip;

suite('npm run cluster', () => {
  const folder = temporaryFolder();
  const root = join(folder.path, 'cluster');
  const standIns = createStandIns({ port: 0 });
  let running: StartedProcess;

  beforeAll(async () => {
    const region = copySandboxRegion(join(folder.path, 'region'), { standIns: await standIns.start() });
    const args = ['--root', root, '--region', region, '--port', String(await freePort())];
    const line = [process.execPath, join(ROOT, 'infra/cluster/start.ts'), ...args];
    running = await startProcess(line, { name: 'npm run cluster', ready: 'Ctrl-C stops it', env: process.env });
  });
  afterAll(async () => {
    await running.end('SIGTERM');
    await standIns.stop();
    await dropDatabases(server, readFileSync(join(root, 'database'), 'utf8').trim());
    folder.remove();
  });

  it('starts the recommended cluster, with a folder for each process', () => {
    expect(running.output()).toContain('Simpul is ready as a cluster at http://localhost:');
    for (const name of NAMES) expect(running.output()).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(readdirSync(root).toSorted()).toEqual([...NAMES, 'database', 'nats'].toSorted());
  });

  it('makes a real exchange', async () => {
    const call = [
      'call',
      'ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status/permits/123',
      '--data',
      join(root, 'identity'),
    ];
    const args = [join(ROOT, 'packages/cli/bin/simpul.js'), ...call, '--as', 'GOV/1871-DISDUKCAPIL/siak'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toContain('"no_izin":"123/TDG/I/2024"');
  });

  it('stops all of it when it is told to, and leaves nothing running', async () => {
    const pids = NAMES.map((name) => {
      const { pid } = JSON.parse(readFileSync(join(root, name, 'run/endpoint.json'), 'utf8')) as { pid: number };
      return pid;
    });
    expect(pids.filter(isAlive)).toEqual(pids);
    expect(await running.end('SIGTERM')).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
