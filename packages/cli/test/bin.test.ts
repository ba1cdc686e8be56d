import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { machineHas } from '@simpul/testing';
import { makeFolder } from './support/data-folder.ts';
import { findOldNode } from './support/old-node.ts';

const BIN = join(import.meta.dirname, '..', 'bin', 'simpul.js');
const PINNED = join('node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
const oldNode = findOldNode();
/** Says its pid, waits for signals, counts them, and ends as its argument says at the first. */
const CHILD = `
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => {
  process.stdout.write(name + '\\n');
  const how: string = process.argv[2] ?? '0';
  if (how === 'die') process.kill(process.pid, 'SIGKILL'); else process.exit(Number(how));
});
setInterval(() => undefined, 1000);
process.stdout.write('ready ' + process.versions.node + '\\n');
`;

/** bin/simpul.js in an installation of its own, with another main program. */
let install: string;

beforeEach(async () => {
  install = await makeFolder();
  mkdirSync(join(install, 'cli', 'bin'), { recursive: true });
  mkdirSync(join(install, 'cli', 'src'), { recursive: true });
  writeFileSync(join(install, 'cli', 'package.json'), '{"type":"module"}');
  copyFileSync(BIN, join(install, 'cli', 'bin', 'simpul.js'));
  writeFileSync(join(install, 'cli', 'src', 'main.ts'), CHILD);
});

function addPinnedNode(): void {
  mkdirSync(join(install, PINNED, '..'), { recursive: true });
  symlinkSync(process.execPath, join(install, PINNED));
}

function start(node: string, ...argv: string[]): ChildProcess {
  return spawn(node, [join(install, 'cli', 'bin', 'simpul.js'), ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return chunk.toString();
}

describe('bin/simpul.js', () => {
  it('runs in the Node that started it where that is new enough', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, '--version'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

const hasOldNode = machineHas(oldNode !== undefined, 'a Node older than ours');
(hasOldNode ? describe : describe.skip)('bin/simpul.js under an old Node', () => {
  const node = oldNode ?? '';

  it('runs the command with the pinned Node and passes on output and exit code', () => {
    const done = spawnSync(node, [BIN, '--version'], { encoding: 'utf8' });
    expect({ status: done.status, stderr: done.stderr }).toEqual({ status: 0, stderr: '' });
    const failed = spawnSync(node, [BIN, 'nonsense'], { encoding: 'utf8' });
    expect(failed.status).toBe(2);
    expect(failed.stderr).toContain('nonsense');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'forwards %s, outlives its child and ends with its exit code',
    async (signal) => {
      addPinnedNode();
      const wrapper = start(node, '7');
      expect(await firstLine(wrapper)).toBe(`ready ${process.versions.node}\n`);
      wrapper.kill(signal);
      const [line, [code, killedBy]] = await Promise.all([firstLine(wrapper), once(wrapper, 'exit')]);
      expect([line, code, killedBy]).toEqual([`${signal}\n`, 7, null]);
    },
  );

  it('ends by the signal that ended its child', async () => {
    addPinnedNode();
    const wrapper = start(node, 'die');
    await firstLine(wrapper);
    wrapper.kill('SIGTERM');
    expect(await once(wrapper, 'exit')).toEqual([null, 'SIGKILL']);
  });

  it('says what to do where no suitable Node is installed, and exits 2', async () => {
    expect(existsSync(join(install, PINNED))).toBe(false);
    const wrapper = start(node);
    let err = '';
    wrapper.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    expect(await once(wrapper, 'close')).toEqual([2, null]);
    expect(err).toContain('needs Node 24');
    expect(err).toContain('npm ci');
  });

  it('says so too where the pinned Node cannot be run', async () => {
    mkdirSync(join(install, PINNED, '..'), { recursive: true });
    writeFileSync(join(install, PINNED), 'not a program', { mode: 0o600 });
    const wrapper = start(node);
    expect(await once(wrapper, 'close')).toEqual([2, null]);
  });
});
