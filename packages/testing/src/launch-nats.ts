import { execFile } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findTool, machineHasTools, toolPath } from './find-tool.ts';
import { freePort } from './free-port.ts';
import { type StartedProcess, startProcess } from './start-process.ts';

const COMMAND = resolve(import.meta.dirname, '../../cli/bin/simpul.js');
const PROGRAM = 'nats-server';

/** A real nats-server, in a process of its own. */
export interface LaunchedNats {
  /** `nats://127.0.0.1:<port>`; `tls://…` with a configuration, since those of `simpul nats config` ask for it. */
  readonly url: string;
  readonly port: number;
  /** Certificates that its clients believe, and the seed of a party, beside the configuration. */
  readonly caFile: string;
  readonly nkeyFile: (party: string) => string;
  /** What it logged, over all its starts. */
  output(): string;
  /** SIGSTOP, and waits until it stands still. */
  pause(): Promise<void>;
  /** SIGCONT. */
  resume(): void;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for the end. */
  readonly stop: () => Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
}

export interface NatsLaunch {
  /** Its configuration file; without one it lets everybody do everything. */
  readonly config?: string;
  /** 0 picks a free one. */
  readonly port?: number;
  /** In a process group of its own, so that Ctrl-C does not reach it. */
  readonly detached?: boolean;
}

/** Path of the nats-server program: `TEST_NATS_SERVER`, where infra/ci puts it, or on the PATH. */
export function findNatsServer(): string | undefined {
  return findTool(PROGRAM);
}

/** Whether suites that need a nats-server can run. @throws Error where not, in a run that may skip nothing */
export function hasNatsServer(): boolean {
  return machineHasTools(PROGRAM);
}

/** Writes users, permissions and certificates into a folder, as an operator would: `nats-server.conf`, `ca.pem`, `edge.nk` … */
export async function writeNatsConfig(folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, [COMMAND, 'nats', 'config', '--out', folder]);
}

/** Starts a nats-server and waits until it listens. @throws Error with its log when it ends before */
export async function launchNats({
  config,
  port: wanted = 0,
  detached = false,
}: NatsLaunch = {}): Promise<LaunchedNats> {
  const port = wanted === 0 ? await freePort() : wanted;
  // It finds the files that its configuration names from the folder that it runs in.
  const folder = config === undefined ? process.cwd() : dirname(resolve(config));
  const settings = config === undefined ? [] : ['--config', resolve(config)];
  const line = [toolPath(PROGRAM), '--addr', '127.0.0.1', '--port', String(port), ...settings];
  let logged = '';
  const start = (): Promise<StartedProcess> =>
    startProcess(line, {
      name: PROGRAM,
      ready: 'Server is ready',
      detached,
      cwd: folder,
      onOutput: (text) => void (logged += text),
    });
  let running = await start();
  return {
    url: `${config === undefined ? 'nats' : 'tls'}://127.0.0.1:${port}`,
    port,
    caFile: join(folder, 'ca.pem'),
    nkeyFile: (party) => join(folder, `${party}.nk`),
    output: () => logged,
    pause: () => running.pause(),
    resume: () => running.resume(),
    async kill() {
      await running.end('SIGKILL');
    },
    async stop() {
      await running.end('SIGTERM');
    },
    async start() {
      running = await start();
    },
  };
}
