import {
  type ApiClient,
  createApiClient,
  type FakeAgency,
  launchSimpul,
  type RawAnswer,
  rawCall,
  startFakeAgency,
  temporaryFolder,
} from '@simpul/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { eventually } from '../sandbox/eventually.ts';
import { INSTANCE, OPEN, PROVIDER, type RegionChange, writeRightsRegion } from './rights-region.ts';

const COMMAND = resolve(import.meta.dirname, '../../../packages/cli/bin/simpul.js');

/** What the log says of an exchange, as far as these suites look. */
export interface LeafSeen {
  readonly type: string;
  readonly version?: string;
  readonly onBehalfOf?: string;
  readonly providedFor?: string;
  readonly actor?: string;
  readonly outcome?: string;
  readonly attempts?: number;
  readonly error?: string;
}

/** A call of `/r1`. */
export interface ExchangeCall {
  readonly client?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A bus in its own process, with its agency and everybody who acts there. */
export interface RightsBus {
  readonly agency: FakeAgency;
  readonly api: ApiClient;
  exchange(path: string, call?: ExchangeCall): Promise<RawAnswer>;
  /** The leaf of an exchange that was answered. */
  leafOf(answer: RawAnswer): Promise<LeafSeen>;
  /** Applies the region as it stands after a change. */
  change(change: RegionChange): Promise<void>;
  /** Whether `simpul doctor` says something; its output. */
  doctor(): Promise<string>;
  stop(): Promise<void>;
}

export async function startRightsBus(args: readonly string[] = []): Promise<RightsBus> {
  const folder = temporaryFolder();
  const agency = await startFakeAgency();
  agency.behave(() => ({ headers: { 'content-type': 'application/json' }, body: '{"status":"dari sistem"}' }));
  const data = join(folder.path, 'data');
  const simpul = await launchSimpul({ region: writeRightsRegion(folder.path, agency.url), data, args });
  const { url } = simpul;
  const api = createApiClient({ url, data });

  async function run(...line: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, [COMMAND, ...line, '--data', data], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (out += chunk.toString()));
    await once(child, 'close');
    return out;
  }

  return {
    agency,
    api,
    exchange(path, { client = OPEN, method = 'GET', headers = {}, body } = {}) {
      return rawCall(url, `/r1/${INSTANCE}/${PROVIDER}/${path}`, {
        method,
        headers: {
          'x-road-client': client,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    },
    leafOf(answer) {
      const id = String(answer.headers['x-road-request-id']);
      return eventually(async () => {
        const found = await api<{ records: { leaf: LeafSeen }[] }>(
          'auditor',
          'GET',
          `/audit/v1/records?exchangeId=${id}`,
        );
        return found.body.records[0]?.leaf;
      });
    },
    async change(change) {
      const file = writeRightsRegion(folder.path, agency.url, change);
      const out = await run('region', 'apply', file);
      if (!out.includes('update')) throw new Error(`nothing was changed:\n${out}`);
    },
    doctor: () => run('doctor'),
    async stop() {
      await simpul.stop();
      await agency.stop();
      folder.remove();
    },
  };
}

/** The code that an error of `/r1` ends with. */
export function codeOf({ text }: RawAnswer): string {
  return /\((SIMPUL_[A-Z_]+)\)/.exec(text)?.[1] ?? text;
}
