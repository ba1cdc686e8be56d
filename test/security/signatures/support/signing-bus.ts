import {
  createM2mClient,
  type FakeAgency,
  type LaunchedSimpul,
  launchSimpul,
  type M2mClient,
  type RawResponse,
  sendRaw,
  startFakeAgency,
  temporaryFolder,
} from '@simpul/testing';
import { importSigningKey, type Jwk, type RequestMessage, signRequest, type SigningKey } from '@simpul/http-signatures';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSimpul } from './run-simpul.ts';
import { ADDRESSED, addressOf, CONSUMER, type Demand, INSTANCE, NAMED, writeSigningRegion } from './signing-region.ts';

/** A consumer that signs. */
export interface Signer {
  /** Full id. */
  readonly id: string;
  readonly jwk: Jwk;
  readonly key: SigningKey;
}

/** What a request is made of besides what each one has. */
export interface RequestParts {
  readonly demand?: Demand;
  readonly method?: string;
  /** What follows the service. */
  readonly path?: string;
  readonly body?: string;
  /** Names and values alternating. */
  readonly headers?: readonly string[];
}

/** A bus in a process of its own, an agency, and consumers that sign. */
export interface SigningBus {
  readonly simpul: LaunchedSimpul;
  readonly url: string;
  readonly data: string;
  readonly region: string;
  readonly agency: FakeAgency;
  /** A consumer on a token link. */
  signer(subsystem?: string): Signer;
  /** The consumer that needs no token, and signs with a key of the region file. */
  readonly named: Signer;
  /** One that needs no token either, and signs with a P-256 key that it publishes at an address of its own. */
  readonly addressed: Signer;
  /** A request of the consumer on the token link, with a fresh proof, not signed. */
  unsigned(parts?: RequestParts): Promise<RequestMessage>;
  /** One of a consumer that needs no token. */
  unsignedNamed(parts?: RequestParts, by?: Signer): RequestMessage;
  /** Sends a message as it is, over a connection of its own. */
  send(message: RequestMessage): Promise<RawResponse>;
  /** Runs `simpul` on the data folder, for a command that succeeds. */
  run(...args: readonly string[]): Promise<string>;
  /** The same with `--json`. */
  runJson<T>(...args: readonly string[]): Promise<T>;
  stop(): Promise<void>;
}

export const seconds = (): number => Math.floor(Date.now() / 1000);

/** The message with a signature as the profile has it. */
export async function signed(
  message: RequestMessage,
  key: SigningKey,
  nonce: string = randomUUID(),
): Promise<RequestMessage> {
  const created = seconds();
  const expires = created + 60;
  const lines = await signRequest(message, { key, created, expires, nonce });
  return { ...message, headers: [...message.headers, ...lines] };
}

export async function startSigningBus(): Promise<SigningBus> {
  const folder = temporaryFolder();
  const agency = await startFakeAgency();
  const region = join(folder.path, 'region.json');
  const pair = generateKeyPairSync('ed25519');
  const keys = [{ ...pair.publicKey.export({ format: 'jwk' }), alg: 'EdDSA', use: 'sig' }];
  const atAddress = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keyServer = await startFakeAgency();
  const published = { keys: [{ ...atAddress.publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] };
  keyServer.behave(() => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(published) }));
  writeSigningRegion(region, { agency: agency.url, keys, address: `${keyServer.url}/jwks` });
  const data = join(folder.path, 'data');
  const simpul = await launchSimpul({ region, data });
  const { url, port } = simpul;
  const host = new URL(url).host;
  const keyFile = (subsystem: string): string => join(data, 'credentials', `${subsystem.replaceAll('/', '.')}.jwk`);
  const signerOf = (subsystem: string, jwk: Jwk): Signer => {
    return { id: `${INSTANCE}/${subsystem}`, jwk, key: importSigningKey(jwk) };
  };
  let client: Promise<{ client: M2mClient; token: string }> | undefined;

  async function connect(): Promise<{ client: M2mClient; token: string }> {
    const clientId = `${INSTANCE}/${CONSUMER}`;
    const made = await createM2mClient({ url, clientId, keyFile: keyFile(CONSUMER) });
    return { client: made, token: await made.token(`${url}/r1`) };
  }

  async function run(...args: readonly string[]): Promise<string> {
    const { code, out, err } = await runSimpul(...args, '--data', data);
    if (code !== 0) throw new Error(`simpul ${args.join(' ')} exited with ${code}: ${err}`);
    return out;
  }

  function build(parts: RequestParts, caller: readonly string[]): RequestMessage {
    const { demand = 'request', method = 'GET', path = '/', body, headers = [] } = parts;
    const content = body === undefined ? [] : ['Content-Type', 'application/json'];
    const target = `${url}${addressOf(demand)}${path}`;
    const all = ['Host', host, ...caller, ...content, ...headers];
    return { method, targetUri: target, headers: all, ...(body === undefined ? {} : { body: Buffer.from(body) }) };
  }

  return {
    simpul,
    url,
    data,
    region,
    agency,
    signer: (subsystem = CONSUMER) => signerOf(subsystem, JSON.parse(readFileSync(keyFile(subsystem), 'utf8')) as Jwk),
    named: signerOf(NAMED, { ...pair.privateKey.export({ format: 'jwk' }) }),
    async unsigned(parts = {}) {
      client ??= connect();
      const { client: m2m, token } = await client;
      const { demand = 'request', method = 'GET', path = '/' } = parts;
      const proof = await m2m.proofHeaders(token, method, `${url}${addressOf(demand)}${path}`);
      const caller = ['Authorization', proof['authorization'] ?? '', 'DPoP', proof['dpop'] ?? ''];
      return build(parts, [...caller, 'X-Road-Client', `${INSTANCE}/${CONSUMER}`]);
    },
    addressed: signerOf(ADDRESSED, { ...atAddress.privateKey.export({ format: 'jwk' }) }),
    unsignedNamed: (parts = {}, by) => build(parts, ['X-Road-Client', by?.id ?? `${INSTANCE}/${NAMED}`]),
    send(message) {
      const { method, targetUri, headers, body = new Uint8Array() } = message;
      const target = targetUri.slice(targetUri.indexOf('/', 'http://'.length));
      const lines = headers.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${headers[i + 1]}`] : []));
      const framing = body.length === 0 ? [] : [`Content-Length: ${body.length}`];
      const head = [`${method} ${target} HTTP/1.1`, ...lines, ...framing, 'Connection: close', '', ''].join('\r\n');
      return sendRaw(port, Buffer.concat([Buffer.from(head, 'latin1'), body]));
    },
    run,
    runJson: async <T>(...args: readonly string[]) => JSON.parse(await run(...args, '--json')) as T,
    async stop() {
      await simpul.stop();
      await agency.stop();
      await keyServer.stop();
      folder.remove();
    },
  };
}
