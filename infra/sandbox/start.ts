import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { launchStandIns, REGION_FILE } from './launch-stand-ins.ts';
import { isNodeNewEnough } from './node-version.ts';

// What `npm start` runs: the stand-in systems in a process of their own, then `simpul up` with the Lampung region file.
// Arguments go on to `up`.
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** Exit code of a process that a signal ended, before the signal's number. */
const SIGNALLED = 128;
const SIGNAL_NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const;
const COMMAND = resolve(import.meta.dirname, '../../packages/cli/bin/simpul.js');

let up: ChildProcess | undefined;
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
  if (!isNodeNewEnough('npm start')) return 2;
  const standIns = await launchStandIns();
  if (standIns === undefined) return 2;
  const code = stoppedBy === undefined ? await runUp() : SIGNALLED + SIGNAL_NUMBERS[stoppedBy];
  await standIns.stop();
  return code;
}

async function runUp(): Promise<number> {
  const args = [COMMAND, 'up', '--region', REGION_FILE, ...process.argv.slice(2)];
  up = spawn(process.execPath, args, { stdio: 'inherit' });
  const [code, signal] = (await once(up, 'exit')) as [number | null, keyof typeof SIGNAL_NUMBERS | null];
  return code ?? SIGNALLED + (signal === null ? 0 : (SIGNAL_NUMBERS[signal] ?? 0));
}
