import { freePort, toolPath } from '@simpul/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { until } from '../../fault/support/until.ts';
import { runToSuccess } from './run-program.ts';

/** What this suite needs on the machine. */
export const LITEWITNESS_TOOLS = ['litewitness', 'ssh-agent', 'ssh-add', 'ssh-keygen'] as const;

const READY_WITHIN_MS = 20_000;
/** Root of a tree without leaves: SHA-256 of nothing. */
const EMPTY_ROOT = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

/** A running litewitness, the C2SP witness of another project, with a key of its own in an ssh-agent. */
export interface Litewitness {
  /** Address under which `add-checkpoint` is. */
  readonly url: string;
  /** Verifier key of its cosignatures. */
  readonly vkey: string;
  /** Makes a log known to it, as its `witnessctl add-log` and `add-key` do: two rows. */
  addLog(vkey: string): void;
  stop(): Promise<void>;
}

/** Starts one in a folder, under a name that its cosignatures carry. */
export async function startLitewitness(folder: string, name: string): Promise<Litewitness> {
  mkdirSync(folder);
  const key = join(folder, 'key');
  const socket = join(folder, 'agent');
  const database = join(folder, 'witness.sqlite');
  await runToSuccess(toolPath('ssh-keygen'), ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const [, fingerprint = ''] = (await runToSuccess(toolPath('ssh-keygen'), ['-l', '-f', key])).split(' ');
  const agent = spawn(toolPath('ssh-agent'), ['-D', '-a', socket], { stdio: 'ignore' });
  await until('an ssh-agent', READY_WITHIN_MS, async () => (existsSync(socket) ? true : undefined));
  await runToSuccess(toolPath('ssh-add'), ['-q', key], { env: { SSH_AUTH_SOCK: socket } });

  // Its log shows no port that it chose itself.
  const port = await freePort();
  const args = ['-name', name, '-db', database, '-ssh-agent', socket, '-key', fingerprint];
  const witness = spawn(toolPath('litewitness'), [...args, '-listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  witness.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  const vkey = await until('litewitness', READY_WITHIN_MS, async () => {
    if (witness.exitCode !== null) throw new Error(`litewitness ended:\n${output}`);
    const answers = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    return answers ? /\bvkey=(\S+)/.exec(output)?.[1] : undefined;
  });
  return {
    url,
    vkey,
    addLog(log) {
      const origin = log.slice(0, log.indexOf('+'));
      const rows = new DatabaseSync(database);
      rows.prepare('INSERT INTO log (origin, tree_size, tree_hash) VALUES (?, 0, ?)').run(origin, EMPTY_ROOT);
      rows.prepare('INSERT INTO key (origin, key) VALUES (?, ?)').run(origin, log);
      rows.close();
    },
    async stop() {
      await end(witness);
      await end(agent);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  child.kill('SIGTERM');
  await ended;
}
