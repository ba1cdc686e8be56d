import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { StandInsNews } from './src/news.ts';

/** The region file that the stand-in systems belong to. */
export const REGION_FILE = resolve(import.meta.dirname, 'lampung.yaml');

/** The stand-in systems in a process of their own. */
export interface LaunchedStandIns {
  stop(): Promise<void>;
}

/**
 * Starts the stand-in systems; undefined where they cannot start, and have said why. They are a process group of their own, since
 * Ctrl-C must not end them before those that call them.
 */
export async function launchStandIns(): Promise<LaunchedStandIns | undefined> {
  const child = fork(resolve(import.meta.dirname, 'stand-ins.ts'), { detached: true });
  const news = await Promise.race([
    once(child, 'message').then(([message]) => message as StandInsNews),
    once(child, 'exit').then((): StandInsNews => ({ kind: 'failed' })),
  ]);
  if (news.kind === 'failed') return undefined;
  let stopping = false;
  child.once('exit', () => {
    if (!stopping) process.stderr.write('The stand-in systems stopped by themselves\n');
  });
  return {
    async stop() {
      stopping = true;
      await end(child);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}
