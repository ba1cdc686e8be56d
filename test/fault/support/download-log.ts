import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { request } from 'undici';
import { type CheckedLog, checkLog } from '../../log-checker/check-log.mjs';

/** The one log of a bus, as its public address shows it. */
export interface PublicLog {
  /** Address under which checkpoint and tiles are. */
  readonly url: string;
  /** Ed25519 verifier key. */
  readonly vkey: string;
}

/** Size and root as a checkpoint states them; its signature is checked with the whole log. */
export interface Seen {
  readonly size: number;
  readonly root: string;
}

/** Leaves and hashes in one tile. */
const TILE = 256;

async function get(url: string): Promise<Buffer> {
  const response = await request(url);
  const body = Buffer.from(await response.body.arrayBuffer());
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}: ${body.toString()}`);
  return body;
}

/** Asks a bus for its log and the key that verifies it. */
export async function findLog(busUrl: string): Promise<PublicLog> {
  const answer = JSON.parse((await get(`${busUrl}/audit/v1/verification`)).toString()) as {
    logs: { name: string; verifierKeys: string[] }[];
  };
  const [log, ...others] = answer.logs;
  const vkey = log?.verifierKeys[0];
  if (log === undefined || vkey === undefined || others.length > 0) throw new Error('the bus has not exactly one log');
  return { url: `${busUrl}/audit/log/${log.name}`, vkey };
}

/** Reads the latest checkpoint. */
export async function readCheckpoint({ url }: PublicLog): Promise<Seen> {
  return parse(await get(`${url}/checkpoint`));
}

/** Brings checkpoint, tiles and entries to a folder, in place of what it held, as C2SP tlog-tiles lays them out, and checks all. */
export async function downloadLog(log: PublicLog, folder: string): Promise<CheckedLog> {
  rmSync(folder, { recursive: true, force: true });
  const checkpoint = await get(`${log.url}/checkpoint`);
  const save = (path: string, content: Buffer): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  save('checkpoint', checkpoint);
  const { size } = parse(checkpoint);
  const paths = [...tilePaths('entries', size)];
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / TILE))
    paths.push(...tilePaths(String(level), count));
  for (const path of paths) save(path, await get(`${log.url}/${path}`));
  return checkLog(folder, log.vkey);
}

function parse(checkpoint: Buffer): Seen {
  const [, size = '', root = ''] = checkpoint.toString().split('\n');
  return { size: Number(size), root };
}

/** Paths of the tiles that hold `count` hashes or entries. */
function* tilePaths(level: string, count: number): Generator<string> {
  for (let index = 0; index * TILE < count; index += 1) {
    const digits = String(index);
    const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
    const path = groups.map((group, i) => (i === groups.length - 1 ? group : `x${group}`)).join('/');
    const width = Math.min(TILE, count - index * TILE);
    yield `tile/${level}/${path}${width === TILE ? '' : `.p/${width}`}`;
  }
}
