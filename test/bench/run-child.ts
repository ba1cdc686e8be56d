import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { join } from 'node:path';

const HOST = '127.0.0.1';

/** A program of the bench in a process of its own. */
export interface RunningChild<Notice> {
  readonly process: ChildProcess;
  readonly url: string;
  /** What it told besides its address. */
  readonly notice: Notice;
  stop(): Promise<void>;
}

/** In the child: listens on a free port and tells the bench where. It ends with the bench. */
export function announce(server: Server, notice: object, scheme: 'http' | 'https' = 'http'): void {
  server.listen(0, HOST, () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    process.send?.({ url: `${scheme}://${HOST}:${port}`, notice });
  });
  process.once('disconnect', () => process.exit());
}

/** In the bench: starts a program of this folder and waits until it listens. @throws Error when it ends before. */
export async function runChild<Notice extends object>(
  program: string,
  ...args: readonly string[]
): Promise<RunningChild<Notice>> {
  const child = fork(join(import.meta.dirname, program), args);
  const exited = once(child, 'exit');
  const told = await Promise.race([once(child, 'message'), exited.then(() => undefined)]);
  if (told === undefined) throw new Error(`${program} ended before it listened`);
  const { url, notice } = told[0] as { url: string; notice: Notice };
  return {
    process: child,
    url,
    notice,
    async stop() {
      child.kill();
      await exited;
    },
  };
}
