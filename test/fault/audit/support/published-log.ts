import { request } from 'undici';
import { readCheckpoint, type Seen } from '../../support/download-log.ts';
import { until } from '../../support/until.ts';

/** A log as outsiders know it: its address, and its keys from elsewhere. */
export interface VerifiableLog {
  readonly name: string;
  readonly origin: string;
  readonly state: string;
  /** Address under which checkpoint and tiles are. */
  readonly url: string;
  /** Ed25519 first. */
  readonly vkeys: readonly string[];
  /** The Ed25519 key. */
  readonly vkey: string;
  /** The keys as the `simpul` command takes them. */
  readonly keys: readonly string[];
}

const SIGNED_WITHIN_MS = 120_000;

/** All logs of a server, the newest first. */
export async function logsAt(serverUrl: string): Promise<VerifiableLog[]> {
  const { body } = await request(`${serverUrl}/audit/v1/verification`);
  const { logs } = (await body.json()) as {
    readonly logs: { name: string; origin: string; state: string; verifierKeys: string[] }[];
  };
  return logs.map(({ name, origin, state, verifierKeys }) => ({
    name,
    origin,
    state,
    url: `${serverUrl}/audit/log/${name}`,
    vkeys: verifierKeys,
    vkey: verifierKeys[0] ?? '',
    keys: verifierKeys.flatMap((vkey) => ['--vkey', vkey]),
  }));
}

/** The newest log of a server. */
export async function logAt(serverUrl: string): Promise<VerifiableLog> {
  const [newest] = await logsAt(serverUrl);
  if (newest === undefined) throw new Error('the server has no log');
  return newest;
}

/** Waits until the published checkpoint covers so many leaves. */
export function untilSigned(log: VerifiableLog, size: number, withinMs = SIGNED_WITHIN_MS): Promise<Seen> {
  return until(`a checkpoint of ${size} leaves`, withinMs, async () => {
    const seen = await readCheckpoint(log);
    return seen.size >= size ? seen : undefined;
  });
}
