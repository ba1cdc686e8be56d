import {
  createM2mClient,
  type LaunchedSimpul,
  launchSimpul,
  type M2mClient,
  rawCall,
  startFakeAgency,
  temporaryFolder,
} from '@simpul/testing';
import { join } from 'node:path';
import { CONSUMER, ECHO, INSTANCE, PROVIDER, writeAgreementRegion } from './agreement-region.ts';

/** An answer of `/registry/v1` or `/audit/v1`. */
export interface ApiAnswer<T> {
  readonly status: number;
  readonly etag: string | undefined;
  readonly location: string | undefined;
  readonly body: T;
}

export interface ApiCall {
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Files with the keys of those who act, in the sandbox's folder of credentials. */
const KEYS = {
  integrator: ['sandbox-integrator', 'integrator.jwk'],
  steward: ['sandbox-steward', 'steward.jwk'],
  operator: ['sandbox-operator', 'operator.jwk'],
  auditor: ['sandbox-auditor', 'auditor.jwk'],
  consumer: [`${INSTANCE}/${CONSUMER}`, `${CONSUMER.replaceAll('/', '.')}.jwk`],
  provider: [`${INSTANCE}/${PROVIDER}`, `${PROVIDER.replaceAll('/', '.')}.jwk`],
} as const;
export type Who = keyof typeof KEYS;

export interface AgreementBus {
  call<T>(who: Who, method: string, path: string, call?: ApiCall): Promise<ApiAnswer<T>>;
  /** One exchange of the consumer. @returns its status and body */
  exchange(path: string, headers?: Readonly<Record<string, string>>): Promise<{ status: number; text: string }>;
  /** Stops the bus and starts it again on its data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A bus of two agencies, as its own process, and everybody who acts on agreements there. */
export async function startAgreementBus(): Promise<AgreementBus> {
  const folder = temporaryFolder();
  const agency = await startFakeAgency();
  agency.behave(() => ({ body: 'gema' }));
  const region = join(folder.path, 'region.json');
  writeAgreementRegion(region, agency.url);
  const data = join(folder.path, 'data');
  let simpul: LaunchedSimpul = await launchSimpul({ region, data });
  const { url } = simpul;
  const clients = new Map<Who, Promise<M2mClient>>();
  const tokens = new Map<string, Promise<string>>();

  function clientOf(who: Who): Promise<M2mClient> {
    const [clientId, file] = KEYS[who];
    const known = clients.get(who) ?? createM2mClient({ url, clientId, keyFile: join(data, 'credentials', file) });
    clients.set(who, known);
    return known;
  }

  async function authorised(who: Who, method: string, target: string, resource: string) {
    const client = await clientOf(who);
    const form: Readonly<Record<string, string>> = who === 'auditor' ? { scope: 'audit:read' } : {};
    const key = `${who} ${resource}`;
    const token = tokens.get(key) ?? client.token(`${url}/${resource}`, form);
    tokens.set(key, token);
    return client.proofHeaders(await token, method, url + target);
  }

  return {
    call: (async (who, method, path, { body, headers = {} } = {}) => {
      const proof = await authorised(who, method, path, 'api');
      const answer = await rawCall(url, path, {
        method,
        headers: { ...proof, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return {
        status: answer.status,
        etag: answer.headers['etag'] as string | undefined,
        location: answer.headers['location'] as string | undefined,
        body: (answer.text === '' ? undefined : JSON.parse(answer.text)) as never,
      };
    }) satisfies AgreementBus['call'],
    async exchange(path, headers = {}) {
      const target = ECHO + path;
      const proof = await authorised('consumer', 'GET', target, 'r1');
      const { status, text } = await rawCall(url, target, {
        headers: { ...proof, 'x-road-client': `${INSTANCE}/${CONSUMER}`, ...headers },
      });
      return { status, text };
    },
    async restart() {
      await simpul.stop();
      simpul = await launchSimpul({ region, data, port: simpul.port });
    },
    async stop() {
      await simpul.stop();
      await agency.stop();
      folder.remove();
    },
  };
}
