import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const COMMAND = resolve(import.meta.dirname, '../../../packages/cli/bin/simpul.js');

/** A real `simpul witness`. */
export interface WitnessProcess {
  readonly name: string;
  readonly port: number;
  /** Its line in a policy, by its Ed25519 key. */
  readonly policyLine: string;
  /** Process that is the witness itself, and not what started it. */
  signal(signal: NodeJS.Signals): void;
  kill(): Promise<void>;
}

export interface WitnessOptions {
  readonly data: string;
  /** Keys of the log that it cosigns. */
  readonly vkeys: readonly string[];
  /** 0 takes a free one. */
  readonly port?: number;
}

/** Starts a witness and waits until it is ready. @throws Error with its output when it ends before */
export async function startWitnessProcess({ data, vkeys, port = 0 }: WitnessOptions): Promise<WitnessProcess> {
  const logs = vkeys.flatMap((vkey) => ['--log', vkey]);
  const line = ['witness', '--data', data, '--name', 'saksi.example', '--listen', `127.0.0.1:${port}`, '--json'];
  const child: ChildProcess = spawn(process.execPath, [COMMAND, ...line, ...logs], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'exit');
  const ready = await new Promise<{ name: string; url: string; policy: string[] }>((done, reject) => {
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      const first = output.slice(0, output.indexOf('\n'));
      if (first.includes('"event":"ready"')) done(JSON.parse(first));
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    ended.then(() => reject(new Error(`the witness ended before it was ready:\n${output}`)), reject);
  });
  return {
    name: ready.name,
    port: Number(new URL(ready.url).port),
    policyLine: `${ready.policy[0] ?? ''}\n`,
    signal: (signal) => void child.kill(signal),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
