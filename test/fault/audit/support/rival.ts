import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { endOf } from './cli-process.ts';

/** A second writer of a log, in a process of its own. */
export interface Rival {
  readonly pid: number;
  /** Ids of leaves that the store took from it, so far. */
  acknowledged(): string[];
  /** How often the other writer was faster, so far. */
  conflicts(): number;
  /** How often it tried, so far. */
  turns(): number;
  /** Lets it end; then all that it printed has been read. @throws Error with what it wrote for another code than 0 */
  stop(): Promise<void>;
  kill(): void;
}

const PROGRAM = join(import.meta.dirname, 'rival-writer.ts');

/** Starts it on the file of a log. */
export function startRival(file: string, node: string): Rival {
  const child = spawn(process.execPath, ['--no-warnings', PROGRAM, file, node], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = endOf(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const lines = (): string[] => stdout.split('\n').slice(0, -1);
  return {
    pid: child.pid ?? 0,
    acknowledged: () => lines().flatMap((line) => (line === 'conflict' || line === 'busy' ? [] : line.split(' '))),
    conflicts: () => lines().filter((line) => line === 'conflict').length,
    turns: () => lines().length,
    async stop() {
      child.kill('SIGTERM');
      const { code } = await ended;
      if (code !== 0) throw new Error(`the second writer ended with ${code}:\n${stderr}`);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
