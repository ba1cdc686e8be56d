import { launchSimpul } from '@simpul/testing';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PROXY } from './region-file.ts';
import type { FaultBusReady, FaultCommand } from './fault-bus.ts';

/** A running bus, as its callers and its operator see it. */
export interface RunningBus {
  readonly url: string;
  readonly metricsUrl: string;
  /** Data folder. */
  readonly data: string;
  stop(): Promise<void>;
}

/** A bus whose parts can be made to fail. */
export interface FaultBus extends RunningBus {
  command(command: FaultCommand): Promise<void>;
}

/** `simpul up`, in a process of its own. */
export async function startRealBus(region: string, data: string): Promise<RunningBus> {
  const bus = await launchSimpul({ region, data, args: ['--trusted-proxy', PROXY] });
  return {
    url: bus.url,
    metricsUrl: bus.metricsUrl,
    data,
    async stop() {
      await bus.stop();
    },
  };
}

/** The same composition with switches for its faults; see `fault-bus.ts`. */
export async function startFaultBus(region: string, data: string): Promise<FaultBus> {
  const child = fork(join(import.meta.dirname, 'fault-bus.ts'), [region, data], { stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = once(child, 'exit');
  /** Its next message; a bus that has ended sends none. */
  const next = (): Promise<unknown> =>
    Promise.race([
      once(child, 'message').then(([message]: unknown[]) => message),
      ended.then(() => Promise.reject(new Error(`the bus has ended:\n${output}`))),
    ]);
  const ready = (await next()) as FaultBusReady;
  return {
    ...ready,
    data,
    async command(command) {
      const done = next();
      child.send(command);
      await done;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
