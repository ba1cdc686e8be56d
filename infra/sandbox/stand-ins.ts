import { parseArgs } from 'node:util';
import { createStandIns, STAND_INS_PORT } from './src/index.ts';
import type { StandInsNews } from './src/news.ts';

// The stand-in systems as a program: `node infra/sandbox/stand-ins.ts [--port 9101]`.
const { values } = parseArgs({ options: { port: { type: 'string', default: String(STAND_INS_PORT) } } });
const port = Number(values.port);
const standIns = createStandIns({ port });

/** Lets the process end: an open channel to its starter would keep it. */
const leave = (): void => {
  if (process.connected) process.disconnect();
};
const tell = (news: StandInsNews): void => {
  if (process.connected) process.send?.(news);
};

const stop = (): void => {
  standIns.stop().then(leave, (error: unknown) => {
    process.stderr.write(`The stand-in systems did not stop well: ${String(error)}\n`);
    process.exitCode = 1;
    leave();
  });
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// Whoever started this over IPC is gone.
process.once('disconnect', stop);

try {
  const address = await standIns.start();
  process.stdout.write(`Stand-in systems: ${address}\n`);
  tell({ kind: 'ready', address });
} catch (error) {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const reason = taken ? `port ${port} is taken by another program` : String(error);
  process.stderr.write(`The stand-in systems cannot start: ${reason}\n`);
  process.exitCode = 1;
  tell({ kind: 'failed' });
  leave();
}
