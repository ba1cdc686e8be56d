import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import type { Seen } from '../../support/download-log.ts';
import { type CliProcess, startCli } from './cli-process.ts';
import type { Restarted } from './restarts.ts';

/** What an outsider needs to know of a log: the address of its bus, and keys that came from elsewhere. */
export interface WatchedBus {
  readonly url: string;
  readonly vkeys: readonly string[];
}

export interface Witness extends Restarted {
  readonly folder: string;
  /** Name of its key. */
  readonly witnessName: string;
  readonly url: string;
  /** Its line in a policy. */
  readonly policyLine: string;
  /** The checkpoint that it cosigned last of the log with this origin, while it runs. */
  cosigned(origin: string): Promise<Seen>;
}

const NAME = 'saksi.example';

/** How a command without a handler of its own ends on SIGTERM. */
const BY_SIGTERM = { code: null, signal: 'SIGTERM' } as const;
const BY_ITSELF = { code: 0, signal: null } as const;

const keysOf = (flag: string, vkeys: readonly string[]): string[] => vkeys.flatMap((vkey) => [flag, vkey]);

/** A `simpul witness` in a folder of its own, after a first start that shows its keys and its port. @param name of its key */
export async function createWitness(folder: string, vkeys: readonly string[], name = NAME): Promise<Witness> {
  let port = 0;
  const startOne = (): CliProcess => {
    const listen = ['--listen', `127.0.0.1:${port}`, '--name', name];
    return startCli(['witness', '--data', folder, ...listen, '--json', ...keysOf('--log', vkeys)]);
  };
  const untilReady = async (witness: CliProcess): Promise<{ url: string; policy: string[] }> =>
    JSON.parse(await witness.line((line) => line.includes('"event":"ready"')));

  const first = startOne();
  const { url, policy } = await untilReady(first);
  port = Number(new URL(url).port);
  first.signal('SIGTERM');
  await first.ended;
  return {
    name: 'the witness',
    folder,
    url,
    witnessName: name,
    policyLine: policy[0] ?? '',
    cleanEnd: BY_ITSELF,
    startDoomed: startOne,
    async start() {
      const witness = startOne();
      await untilReady(witness);
      return witness;
    },
    async cosigned(origin) {
      const hash = createHash('sha256').update(origin).digest('hex');
      return seenIn(await (await request(`${url}/${hash}/checkpoint`)).body.text());
    },
  };
}

/** `simpul audit mirror FOLDER --follow`, which may be ended at any time. */
export function createMirror(folder: string, { url, vkeys }: WatchedBus): Restarted {
  const line = ['audit', 'mirror', folder, '--log', url, '--follow', '--json', ...keysOf('--vkey', vkeys)];
  return { name: 'the mirror', cleanEnd: BY_SIGTERM, start: async () => startCli(line) };
}

/** Where a watcher keeps what it sees, which cosignatures it demands, and whom it tells. */
export interface WatcherOptions {
  readonly state: string;
  readonly policyFile: string;
  readonly webhook: string;
}

/** `simpul audit watch`, which may be ended at any time. */
export function createWatcher({ url, vkeys }: WatchedBus, { state, policyFile, webhook }: WatcherOptions): Restarted {
  const line = ['audit', 'watch', '--log', url, '--state', state, '--policy', policyFile, '--webhook', webhook];
  const more = ['--interval', '1', '--json', ...keysOf('--vkey', vkeys)];
  return { name: 'the watcher', cleanEnd: BY_SIGTERM, start: async () => startCli([...line, ...more]) };
}

/** The size of a mirror's copy; 0 where there is none yet. */
export function mirroredSize(folder: string): number {
  const file = join(folder, 'checkpoint');
  return existsSync(file) ? seenIn(readFileSync(file, 'utf8')).size : 0;
}

/** Every checkpoint that a watcher kept, in the order in which it saw them. */
export function watchedCheckpoints(state: string): Seen[] {
  const histories = existsSync(state) ? readdirSync(state).filter((name) => name.endsWith('.jsonl')) : [];
  if (histories.length > 1) throw new Error(`the watcher saw more than one log: ${histories.join(', ')}`);
  return histories.flatMap((name) =>
    readFileSync(join(state, name), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => seenIn((JSON.parse(line) as { note: string }).note)),
  );
}

/** Size and root of a checkpoint, whose signatures are checked elsewhere. */
export function seenIn(note: string): Seen {
  const [, size = '', root = ''] = note.split('\n');
  return { size: Number(size), root };
}
