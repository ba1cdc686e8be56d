import { createStandIns } from '@simpul/sandbox';
import {
  copySandboxRegion,
  createM2mClient,
  launchSimpul,
  type LaunchedSimpul,
  type M2mClient,
  type RawAnswer,
  rawCall,
  type RawCallOptions,
  temporaryFolder,
} from '@simpul/testing';
import { join } from 'node:path';
import { type Recorded, startRecordingFront } from './recording-front.ts';

/** How a call asks for its token. */
export interface CallOptions extends RawCallOptions {
  /** Resource of the token; all exchanges where it is absent. */
  readonly resource?: string;
  /** More parameters of the token request. */
  readonly form?: Readonly<Record<string, string>>;
}

/** A call as it went to the public door, with its answer. */
export interface SentCall {
  readonly target: string;
  readonly call: RawCallOptions;
  readonly answer: RawAnswer;
}

/** The whole sandbox: stand-in systems, a front that records what reaches them, and the bus in a process of its own. */
export interface SandboxBus {
  readonly simpul: LaunchedSimpul;
  readonly url: string;
  readonly region: string;
  readonly data: string;
  /** What reached the stand-in systems. */
  readonly recorded: readonly Recorded[];
  /** All calls that went through the functions below. */
  readonly sent: readonly SentCall[];
  /** Addresses anything at the public door. */
  raw(target: string, call?: RawCallOptions): Promise<RawAnswer>;
  /** A client by its short id (`GOV/1871-DINSOS/siks`), or one of the sandbox's own (`operator`, `auditor`). */
  client(id: string): Promise<M2mClient>;
  /** A token for a client; the same one again while the resource and the form are the same. */
  token(id: string, options?: Pick<CallOptions, 'resource' | 'form'>): Promise<string>;
  /** An exchange with token and fresh proof. `service` without the instance, `path` raw with its query. */
  call(consumer: string, service: string, path: string, options?: CallOptions): Promise<RawAnswer>;
  /** An exchange without a token. */
  openCall(service: string, path: string, options?: RawCallOptions): Promise<RawAnswer>;
  /** A call to one of the bus's own APIs. */
  api(id: string, target: string, options?: RawCallOptions): Promise<RawAnswer>;
  stop(): Promise<void>;
}

export interface SandboxBusOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Changes the region file's text. */
  readonly edit?: (text: string) => string;
}

/** The subsystem of the sandbox that may call without a token. */
export const OPEN_CONSUMER = 'GOV/18-DISKOMINFO/monitor-uji';

export const SERVICES = {
  permits: 'GOV/1871-DPMPTSP/sicantik/permit-status',
  residents: 'GOV/1871-DISDUKCAPIL/siak/verifikasi-nik',
  documents: 'GOV/18-BIRO-HUKUM/jdih/dokumen-hukum',
  regions: 'GOV/18-DISKOMINFO/wilayah/kode-wilayah',
  beds: 'GOV/18-DINKES/siranap/tempat-tidur',
  budgets: 'GOV/18-BPKAD/sipkd/realisasi-anggaran',
} as const;

/** Edits the region file so that the slow service is given up after 1.5 s: suites that try it need not wait for it. */
export function hurrySlowService(text: string): string {
  return text.replace(/(\/sipkd\n\s+timeoutMs: )5000/, (_whole, before: string) => `${before}1500`);
}

/** Starts the whole sandbox on free ports. */
export async function startSandboxBus(options: SandboxBusOptions = {}): Promise<SandboxBus> {
  const { env, args, edit } = options;
  const folder = temporaryFolder();
  const standIns = createStandIns({ port: 0 });
  const front = await startRecordingFront(await standIns.start());
  const region = copySandboxRegion(join(folder.path, 'region'), {
    standIns: front.url,
    ...(edit === undefined ? {} : { edit }),
  });
  const data = join(folder.path, 'data');
  const simpul = await launchSimpul({
    region,
    data,
    ...(env === undefined ? {} : { env }),
    ...(args === undefined ? {} : { args }),
  });
  const { url } = simpul;
  const clients = new Map<string, Promise<M2mClient>>();
  const tokens = new Map<string, Promise<string>>();

  const sent: SentCall[] = [];
  async function raw(target: string, call: RawCallOptions = {}): Promise<RawAnswer> {
    const answer = await rawCall(url, target, call);
    sent.push({ target, call, answer });
    return answer;
  }

  function client(id: string): Promise<M2mClient> {
    const known = clients.get(id);
    if (known !== undefined) return known;
    const own = !id.includes('/');
    const made = createM2mClient({
      url,
      clientId: own ? `sandbox-${id}` : `ID-LA/${id}`,
      keyFile: join(data, 'credentials', `${id.replaceAll('/', '.')}.jwk`),
    });
    clients.set(id, made);
    return made;
  }

  function token(id: string, { resource = `${url}/r1`, form = {} }: Pick<CallOptions, 'resource' | 'form'> = {}) {
    const key = JSON.stringify([id, resource, form]);
    const known = tokens.get(key) ?? client(id).then((made) => made.token(resource, form));
    tokens.set(key, known);
    return known;
  }

  async function signed(id: string, target: string, { resource, form, ...call }: CallOptions): Promise<RawAnswer> {
    const access = await token(id, { resource: resource ?? `${url}/r1`, form: form ?? {} });
    const proof = await (await client(id)).proofHeaders(access, call.method ?? 'GET', url + target);
    return raw(target, { ...call, headers: { ...proof, ...call.headers } });
  }

  return {
    simpul,
    url,
    region,
    data,
    recorded: front.recorded,
    sent,
    raw,
    client,
    token,
    call: (consumer, service, path, call = {}) =>
      signed(consumer, `/r1/ID-LA/${service}${path}`, {
        ...call,
        headers: { 'x-road-client': `ID-LA/${consumer}`, ...call.headers },
      }),
    openCall: (service, path, call = {}) =>
      raw(`/r1/ID-LA/${service}${path}`, {
        ...call,
        headers: { 'x-road-client': `ID-LA/${OPEN_CONSUMER}`, ...call.headers },
      }),
    api: (id, target, call = {}) => signed(id, target, { ...call, resource: `${url}/api` }),
    async stop() {
      await simpul.stop();
      await front.stop();
      await standIns.stop();
      folder.remove();
    },
  };
}
