import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { StandInsNews } from './src/news.ts';

// What `npm start` runs: the stand-in systems in a process of their own, then `simpul up` with the Lampung region file.
// Arguments go on to `up`.
const NODE_MAJOR = 24;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** Exit code of a process that a signal ended, before the signal's number. */
const SIGNALLED = 128;
const SIGNAL_NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const;
const REGION_FILE = resolve(import.meta.dirname, 'lampung.yaml');
const COMMAND = resolve(import.meta.dirname, '../../packages/cli/bin/simpul.js');

let up: ChildProcess | undefined;
let stopping = false;
let stoppedBy: (typeof SIGNALS)[number] | undefined;
for (const signal of SIGNALS) {
  process.on(signal, () => {
    stoppedBy ??= signal;
    // Every signal goes on: `up` itself knows a repeated one from one that means "at once".
    up?.kill('SIGTERM');
  });
}

process.exitCode = await run();

async function run(): Promise<number> {
  if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR) {
    process.stderr.write(`Node ${NODE_MAJOR} is needed, this is ${process.version}; start with: npm start\n`);
    return 2;
  }
  const standIns = await startStandIns();
  if (standIns === undefined) return 2;
  const code = stoppedBy === undefined ? await runUp() : SIGNALLED + SIGNAL_NUMBERS[stoppedBy];
  await stopStandIns(standIns);
  return code;
}

/** Undefined where they cannot start; they have said why. A process group of their own: Ctrl-C must not end them before `up`. */
async function startStandIns(): Promise<ChildProcess | undefined> {
  const child = fork(resolve(import.meta.dirname, 'stand-ins.ts'), { detached: true });
  const news = await Promise.race([
    once(child, 'message').then(([message]) => message as StandInsNews),
    once(child, 'exit').then((): StandInsNews => ({ kind: 'failed' })),
  ]);
  if (news.kind === 'failed') return undefined;
  child.once('exit', () => {
    if (!stopping) process.stderr.write('The stand-in systems stopped by themselves\n');
  });
  return child;
}

async function runUp(): Promise<number> {
  const args = [COMMAND, 'up', '--region', REGION_FILE, ...process.argv.slice(2)];
  up = spawn(process.execPath, args, { stdio: 'inherit' });
  const [code, signal] = (await once(up, 'exit')) as [number | null, keyof typeof SIGNAL_NUMBERS | null];
  return code ?? SIGNALLED + (signal === null ? 0 : (SIGNAL_NUMBERS[signal] ?? 0));
}

async function stopStandIns(child: ChildProcess): Promise<void> {
  stopping = true;
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}
