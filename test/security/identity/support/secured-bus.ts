import {
  createAuthority,
  type FakeAgency,
  launchSimpul,
  type MadeCertificate,
  selfSigned,
  startFakeAgency,
  temporaryFolder,
} from '@simpul/testing';
import { importJWK, type JWK } from 'jose';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'undici';
import { PINNED, writeRegion } from './region.ts';
import type { SigningKey } from './signed.ts';

/** Calls with one certificate that can be under way at once. */
const CONNECTIONS = 64;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Members of a JSON answer; empty for another. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Shown to the door. */
  readonly certificate?: MadeCertificate | undefined;
}

/** A bus behind TLS of its own, which takes client certificates of any authority. */
export interface SecuredBus {
  readonly url: string;
  readonly issuer: string;
  readonly agency: FakeAgency;
  /** PEM of the authority behind the bus's certificate. */
  readonly ca: string;
  /** The certificate that is registered for PINNED, and one that nobody has registered. */
  readonly registered: MadeCertificate;
  readonly foreign: MadeCertificate;
  /** The private key that the sandbox made for a client. */
  keyOf(client: string): Promise<SigningKey>;
  call(path: string, call?: Call): Promise<Answer>;
  stop(): Promise<void>;
}

export async function startSecuredBus(): Promise<SecuredBus> {
  const folder = temporaryFolder();
  const authority = await createAuthority();
  const [door, registered, foreign] = await Promise.all([
    authority.server(),
    selfSigned({ name: PINNED }),
    selfSigned({ name: 'asing' }),
  ]);
  const [certFile, keyFile] = [join(folder.path, 'door.pem'), join(folder.path, 'door.key')];
  writeFileSync(certFile, door.cert);
  writeFileSync(keyFile, door.key);
  const agency = await startFakeAgency();
  agency.behave(() => ({ status: 200, body: '{}' }));
  const region = writeRegion(folder.path, agency.url, registered.fingerprint);
  const args = ['--tls-cert', certFile, '--tls-key', keyFile];
  const data = join(folder.path, 'data');
  const bus = await launchSimpul({ region, data, args });
  const clients = new Map<MadeCertificate | undefined, Pool>();

  function clientWith(certificate: MadeCertificate | undefined): Pool {
    const known = clients.get(certificate);
    if (known !== undefined) return known;
    const { cert, key } = certificate ?? {};
    const made = new Pool(bus.url, {
      connections: CONNECTIONS,
      connect: { ca: authority.cert, ...(cert && key && { cert, key }) },
    });
    clients.set(certificate, made);
    return made;
  }

  return {
    url: bus.url,
    issuer: `${bus.url}/oauth2`,
    agency,
    ca: authority.cert,
    registered,
    foreign,
    async keyOf(client) {
      const name = client.startsWith('sandbox-')
        ? client.slice('sandbox-'.length)
        : client.split('/').slice(1).join('.');
      const jwk = JSON.parse(readFileSync(join(data, 'credentials', `${name}.jwk`), 'utf8')) as JWK;
      return { jwk, alg: 'ES256', key: await importJWK(jwk, 'ES256') };
    },
    async call(path, { method = 'GET', headers = {}, body, certificate } = {}) {
      const answer = await clientWith(certificate).request({
        path,
        method,
        headers,
        ...(body !== undefined && { body }),
      });
      const text = await answer.body.text();
      return { status: answer.statusCode, headers: answer.headers, text, body: membersOf(text) };
    },
    async stop() {
      await Promise.all([...clients.values()].map((client) => client.destroy()));
      await bus.stop();
      await agency.stop();
      folder.remove();
    },
  };
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  return text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
}
