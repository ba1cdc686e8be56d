import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { launchCluster } from './launch-cluster.ts';
import { launchNats, writeNatsConfig } from './launch-nats.ts';
import type { LaunchedSimpul, LaunchOptions } from './launched-simpul.ts';
import { requireMongoServer } from './mongo-server.ts';

/** Whether `launchSimpul` starts a cluster in this run (`npm run test:cluster`). */
export function isClusterShape(): boolean {
  return process.env['SIMPUL_SHAPE'] === 'cluster';
}

/**
 * Whether a suite that is about one process's own folder, lock or signals has something to look at in this run; names it where
 * it has not.
 */
export function oneProcessOnly(why: string): boolean {
  if (isClusterShape()) process.stderr.write(`NOT IN A CLUSTER: ${why}\n`);
  return !isClusterShape();
}

/** Where the configuration of a run's NATS servers is, if the run has made one. */
const CONFIG = 'TEST_NATS_CONFIG';

/** Makes the configuration that all clusters of this run share: certificates take a while. @returns its folder. */
export async function prepareClusterRun(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'simpul-cluster-'));
  await writeNatsConfig(folder);
  process.env[CONFIG] = folder;
  return folder;
}

/** What the names of a run's databases begin with, so that they can be dropped together. */
export function databasePrefix(config: string): string {
  return `test_${digest(config)}_`;
}

/** The recommended cluster in place of one process: the same door, the same files, a NATS and a database of its own. */
export async function launchClusterShape(options: LaunchOptions): Promise<LaunchedSimpul> {
  const { data, region, args = [], env, prefix } = options;
  const config = process.env[CONFIG] ?? (await prepareClusterRun());
  const port = options.port === undefined || options.port === 0 ? await freePort() : options.port;
  const publicUrl =
    valueOf(args, '--public-url') ?? `${args.includes('--tls-cert') ? 'https' : 'http'}://localhost:${port}`;
  // By the folder, so that the next start on it finds its data.
  const mongo = requireMongoServer().urlOf(`${databasePrefix(config)}${digest(data)}`);
  const nats = await launchNats({ config: join(config, 'nats-server.conf') });
  const cluster = await launchCluster({
    region,
    data,
    port,
    publicUrl,
    nats: { url: nats.url, config },
    mongo,
    args: withoutOption(args, '--public-url'),
    ...(env === undefined ? {} : { env }),
    ...(prefix === undefined ? {} : { prefix }),
  }).catch(async (error: unknown) => {
    await nats.kill();
    throw error;
  });
  const [first] = cluster.processes;
  const child = first?.process();
  if (first === undefined || child === undefined) throw new Error('the cluster has no door');
  const { url, metricsUrl } = first.endpoint();
  return {
    process: child,
    url,
    port,
    metricsUrl,
    data,
    output: () => cluster.output(),
    async stop() {
      const code = await cluster.stop();
      await nats.kill();
      return code;
    },
    async kill() {
      await cluster.kill();
      await nats.kill();
    },
  };
}

function valueOf(args: readonly string[], option: string): string | undefined {
  const at = args.indexOf(option);
  return at === -1 ? undefined : args[at + 1];
}

function withoutOption(args: readonly string[], option: string): readonly string[] {
  const at = args.indexOf(option);
  return at === -1 ? args : args.toSpliced(at, 2);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_DIGITS);
}

/** A database's name has 63 characters at most. */
const DIGEST_DIGITS = 12;
