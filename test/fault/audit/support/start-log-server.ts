import { afterAll } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../support/until.ts';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** The audit service in a process of its own. */
export interface LogServer {
  readonly url: string;
  readonly port: number;
  /** Of node itself, not of what it runs under. */
  readonly pid: number;
  /** Of the process that was started: node, or what it runs under, which ends as node did. */
  readonly ended: Promise<ProcessEnd>;
  /** The log lines so far. */
  stderr(): string;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for the end. */
  stop(): Promise<ProcessEnd>;
}

export interface LogServerOptions {
  readonly folder: string;
  /** A command that runs the rest of the line, such as strace or faketime with their options. */
  readonly prefix?: readonly string[];
  /** Witnesses and quorum: a C2SP tlog-policy. */
  readonly policyFile?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A free one unless given. */
  readonly port?: number;
}

const PROGRAM = join(import.meta.dirname, 'log-server.ts');
/** Compiled modules, as the command keeps them too: five threads of each start load them. */
const CACHE = { NODE_COMPILE_CACHE: join(tmpdir(), 'simpul-test-modules') };

const running = new Set<LogServer>();

// What a test that failed left behind: it would keep the run from ending.
afterAll(async () => {
  await Promise.all([...running].map((server) => server.kill()));
});

/** Starts the log on a folder, which it makes. @throws Error with exit code and log lines if it ends before it is ready */
export async function startLogServer(options: LogServerOptions): Promise<LogServer> {
  const { folder, prefix = [], policyFile, env = {}, port = 0 } = options;
  const policy = policyFile === undefined ? [] : [policyFile];
  const [program = '', ...line] = [...prefix, process.execPath, PROGRAM, folder, String(port), ...policy];
  const child = spawn(program, line, { env: { ...CACHE, ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  // `close` comes after `exit`, when all that it wrote has been read.
  const ended = once(child, 'close').then(([code, signal]): ProcessEnd => ({ code, signal }));
  const ready = await Promise.race([firstLine(child), ended]);
  if (typeof ready !== 'string') {
    throw new Error(`the log ended with ${ready.code ?? ready.signal} before it was ready:\n${stderr}`);
  }
  const { pid, port: listening } = JSON.parse(ready) as { pid: number; port: number };
  const signal = async (name: NodeJS.Signals): Promise<ProcessEnd> => {
    if (child.exitCode === null && child.signalCode === null) process.kill(pid, name);
    return ended;
  };
  const server: LogServer = {
    url: `http://127.0.0.1:${listening}`,
    port: listening,
    pid,
    ended,
    stderr: () => stderr,
    async kill() {
      const end = signal('SIGKILL');
      // strace waits for a call that it delays, even when nobody makes it any more.
      if (child.pid !== pid) child.kill('SIGKILL');
      await end;
    },
    stop: () => signal('SIGTERM'),
  };
  running.add(server);
  void ended.then(() => running.delete(server));
  return server;
}

/** Waits for a process to end by itself. @throws Error after `withinMs` */
export async function endOf(server: LogServer, withinMs: number): Promise<ProcessEnd> {
  let end: ProcessEnd | undefined;
  void server.ended.then((ended) => (end = ended));
  return until('the end of the log server', withinMs, async () => end);
}

/** Never resolves for a process that writes none. */
function firstLine({ stdout }: ChildProcess): Promise<string> {
  let text = '';
  return new Promise((resolve) => {
    stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [line, ...rest] = text.split('\n');
      if (line !== undefined && rest.length > 0) resolve(line);
    });
  });
}
