import { createBus, handler, type Bus } from '@simpul/bus';
import { identityHttp, registryChanges, type RegistryObject } from '@simpul/contracts';
import { create } from '@simpul/identity';
import { openSqliteDocumentStore } from '@simpul/store';
import { createLogger } from '@simpul/telemetry';
import { temporaryFolder } from '@simpul/testing';
import { importJWK, type JWK, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PUBLIC_URL = 'http://localhost:8080';
const CLIENT = 'ID-BENCH/GOV/18-PEMAKAI/bertoken';
/** SHA-256 of a certificate, in hex, which stands in for a proof where the cost of one would be in the way. */
const CERTIFICATE = 'a1'.repeat(32);
const MINUTE_MS = 60_000;

const OBJECTS: readonly RegistryObject[] = [
  {
    kind: 'settings',
    id: 'region',
    value: {
      instance: 'ID-BENCH',
      name: { id: 'Wilayah uji beban' },
      mode: 'sandbox',
      timezone: 'Asia/Jakarta',
      xroad: { errorStyle: 'x7' },
      egress: { allow: [] },
    },
  },
  {
    kind: 'subsystem',
    id: CLIENT,
    value: { id: CLIENT, name: { id: 'Tautan token' }, link: 'token', status: 'active', certificates: [] },
  },
];

/** The identity service by itself, with a store of its own. */
export interface Issuer {
  readonly bus: Bus;
  /** Bodies of token requests, each with an assertion of its own. */
  forms(count: number): Promise<Uint8Array[]>;
  /** Plays a token request. @returns its token @throws Error where there is none */
  token(form: Uint8Array): Promise<string>;
  stop(): Promise<void>;
}

/** Starts it; a minute passes between any two requests, so that no limit is met. */
export async function startIssuer(): Promise<Issuer> {
  const folder = temporaryFolder();
  const bus = createBus({ nodeId: 'bench' });
  bus.serve('registry', [
    handler(registryChanges, async ({ since }) => ({
      revision: OBJECTS.length,
      changed: OBJECTS.slice(since),
      deleted: [],
      more: false,
    })),
  ]);
  let time = 0;
  const identity = create(
    {
      nodeId: 'bench',
      publicUrl: PUBLIC_URL,
      mode: 'sandbox',
      keysDir: join(folder.path, 'keys'),
      credentialsDir: join(folder.path, 'credentials'),
      ownListeners: () => [],
    },
    {
      bus,
      logger: createLogger({ level: 'silent' }),
      openStore: (collections, format) =>
        openSqliteDocumentStore({ file: join(folder.path, 'identity.sqlite'), collections, format }),
      now: () => (time += MINUTE_MS),
    },
  );
  await bus.start();
  await identity.start();
  const gateway = bus.as('gateway');
  const file = join(folder.path, 'credentials', `${CLIENT.split('/').slice(1).join('.')}.jwk`);
  const jwk = JSON.parse(readFileSync(file, 'utf8')) as JWK;
  const key = await importJWK(jwk, 'ES256');

  async function formOf(): Promise<Uint8Array> {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: CLIENT,
      sub: CLIENT,
      aud: `${PUBLIC_URL}/oauth2`,
      jti: randomUUID(),
      iat: now,
      exp: now + 60,
    };
    const assertion = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: jwk.kid ?? '' }).sign(key);
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      resource: `${PUBLIC_URL}/r1`,
    });
    return new TextEncoder().encode(form.toString());
  }

  return {
    bus,
    forms: (count) => Promise.all(Array.from({ length: count }, formOf)),
    async token(body) {
      const answer = await gateway.call(identityHttp, {
        method: 'POST',
        target: '/oauth2/token',
        headers: ['content-type', 'application/x-www-form-urlencoded'],
        body,
        source: '192.0.2.1',
        certificate: CERTIFICATE,
      });
      const { access_token: token } = JSON.parse(new TextDecoder().decode(answer.body)) as { access_token?: string };
      if (token === undefined) throw new Error(`no token: ${answer.status}`);
      return token;
    },
    async stop() {
      await identity.stop();
      await bus.stop();
      folder.remove();
    },
  };
}
