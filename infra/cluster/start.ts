import { mkdirSync } from 'node:fs';
import { launchStandIns, REGION_FILE } from '../sandbox/launch-stand-ins.ts';
import { isNodeNewEnough } from '../sandbox/node-version.ts';
import { findNats, NATS_MISSING } from './find-nats.ts';
import { findStore, STORE_MISSING } from './find-store.ts';
import { type ClusterFlags, readOptions, USAGE } from './options.ts';
import { runParts } from './run-parts.ts';
import { welcome } from './welcome.ts';

// What `npm run cluster` runs: the recommended cluster as processes on one machine, with the sandbox's region and stand-in systems.
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const USAGE_CODE = 2;

const asked = Promise.withResolvers<void>();
let onSignal = (): void => asked.resolve();
for (const signal of SIGNALS) process.on(signal, () => onSignal());

process.exitCode = await run();

async function run(): Promise<number> {
  if (!isNodeNewEnough('npm run cluster')) return USAGE_CODE;
  let flags: ClusterFlags;
  try {
    flags = readOptions(process.argv.slice(2));
  } catch (error) {
    return refuse(`${(error as Error).message}\n\n${USAGE}`);
  }
  mkdirSync(flags.root, { recursive: true, mode: 0o700 });
  await using running = new AsyncDisposableStack();
  const store = await findStore(flags.root, flags.mongo);
  if (store === undefined) return refuse(STORE_MISSING);
  running.defer(() => store.stop());
  const nats = await findNats(flags);
  if (nats === undefined) return refuse(NATS_MISSING);
  running.defer(() => nats.stop());
  if (flags.region === undefined) {
    const standIns = await launchStandIns();
    if (standIns === undefined) return USAGE_CODE;
    running.defer(() => standIns.stop());
  }
  process.stdout.write(`NATS   ${nats.where}\nstore  ${store.where}\nStarting…\n`);
  const parts = runParts({ flags: { ...flags, region: flags.region ?? REGION_FILE }, nats, store, say });
  running.defer(() => parts.stop());
  const stopped = asked.promise.then(() => undefined);
  const started = parts.ready.then(() => process.stdout.write(welcome(flags))).then(() => stopped);
  const failed = await Promise.race([stopped, started, parts.ended]);
  if (failed !== undefined) say(`${failed.name} ended with ${failed.code}, so that all end`);
  // Asked once more, all end at once.
  onSignal = () => void parts.stop();
  process.stdout.write('Stopping…\n');
  return failed === undefined ? 0 : failed.code || 1;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function refuse(text: string): number {
  process.stderr.write(text);
  return USAGE_CODE;
}
