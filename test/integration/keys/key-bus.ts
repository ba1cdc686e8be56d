import {
  createM2mClient,
  type FakeAgency,
  launchSimpul,
  type M2mClient,
  type RawAnswer,
  rawCall,
  startFakeAgency,
  temporaryFolder,
} from '@simpul/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { CONSUMER, ECHO, INSTANCE, writeKeyRegion } from './key-region.ts';

const COMMAND = resolve(import.meta.dirname, '../../../packages/cli/bin/simpul.js');

/** What a command came to. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A bus of one consumer and one agency, each in its own process or on its own socket. */
export interface KeyBus {
  readonly url: string;
  readonly data: string;
  readonly region: string;
  readonly agency: FakeAgency;
  /** File of the consumer's key. */
  readonly keyFile: string;
  /** Runs `simpul` on the data folder. */
  run(...args: readonly string[]): Promise<Ran>;
  /** The same with `--json`, for a command that succeeds. */
  runJson<T>(...args: readonly string[]): Promise<T>;
  /** The consumer with the key that a file holds. */
  client(keyFile?: string): Promise<M2mClient>;
  /** One exchange of the consumer. */
  exchange(client: M2mClient, token: string, path?: string): Promise<RawAnswer>;
  stop(): Promise<void>;
}

export async function startKeyBus(): Promise<KeyBus> {
  const folder = temporaryFolder();
  const agency = await startFakeAgency();
  const region = join(folder.path, 'region.json');
  writeKeyRegion(region, agency.url);
  const data = join(folder.path, 'data');
  const simpul = await launchSimpul({ region, data });
  const { url } = simpul;
  const keyFile = join(data, 'credentials', `${CONSUMER.replaceAll('/', '.')}.jwk`);

  async function run(...args: readonly string[]): Promise<Ran> {
    const line = [COMMAND, ...args, '--data', data];
    const child = spawn(process.execPath, line, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out, err };
  }

  return {
    url,
    data,
    region,
    agency,
    keyFile,
    run,
    async runJson<T>(...args: readonly string[]): Promise<T> {
      const { code, out, err } = await run(...args, '--json');
      if (code !== 0) throw new Error(`simpul ${args.join(' ')} exited with ${code}: ${err}`);
      return JSON.parse(out) as T;
    },
    client: (file = keyFile) => createM2mClient({ url, clientId: `${INSTANCE}/${CONSUMER}`, keyFile: file }),
    async exchange(client, token, path = '/') {
      const target = ECHO + path;
      const proof = await client.proofHeaders(token, 'GET', url + target);
      return rawCall(url, target, { headers: { ...proof, 'x-road-client': `${INSTANCE}/${CONSUMER}` } });
    },
    async stop() {
      await simpul.stop();
      await agency.stop();
      folder.remove();
    },
  };
}
