import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeFolder } from '../support/data-folder.ts';
import { type FakeLog, makeLog, makeSigners } from '../support/fake-log.ts';
import { runIn } from '../support/fake-terminal.ts';
import { type LogServer, startLogServer } from '../support/log-server.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'simpul.js');
const signers = makeSigners();
let small: FakeLog;
let large: FakeLog;

beforeAll(async () => {
  small = await makeLog(300, { signers });
  large = await makeLog(256 * 6 + 7, { signers });
});

const keys = (): string[] => small.vkeys.flatMap((vkey) => ['--vkey', vkey]);
const argvFor = (server: LogServer): string[] => ['audit', 'mirror', 'copy', '--log', server.address(), ...keys()];

describe('simpul audit mirror, killed', () => {
  it.each([1, 4, 7, 11, 15])('leaves a copy that verifies and goes on, after kill -9 at request %i', async (fatal) => {
    const cwd = await makeFolder();
    const server = await startLogServer(small);
    expect((await runIn(argvFor(server), { cwd })).code).toBe(0);
    server.logs.set('log', large);
    server.requests.length = 0;
    const child = spawn(process.execPath, ['--no-warnings', BIN, ...argvFor(server)], { cwd, stdio: 'ignore' });
    const exited = once(child, 'exit');
    server.before = async () => {
      if (server.requests.length < fatal) return undefined;
      child.kill('SIGKILL');
      await exited;
      return undefined;
    };
    expect(await exited).toEqual([null, 'SIGKILL']);
    server.before = () => undefined;

    const seen = await runIn(['audit', 'verify', 'copy', '--json', ...keys()], { cwd });
    expect({ code: seen.code, ...(JSON.parse(seen.out) as object) }).toMatchObject({ code: 0, size: 300 });
    expect(existsSync(join(cwd, 'copy', '.mirror', 'lock.sqlite'))).toBe(true);
    const resumed = await runIn([...argvFor(server), '--json'], { cwd });
    expect({ code: resumed.code, ...(JSON.parse(resumed.out) as object) }).toMatchObject({ code: 0, from: 300 });
    expect((await runIn(['audit', 'verify', 'copy', ...keys()], { cwd })).code).toBe(0);
    await server.close();
  });
});
