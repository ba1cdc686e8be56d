import { resolve } from 'node:path';
import type { Connector, ConnectorAuth, scalars, SecretRef as Secret, ServiceEntry } from '@simpul/contracts';
import type { Static } from 'typebox';

/** How a service's system is reached; paths of files become absolute from `folder`. */
export function normaliseConnector(entry: ServiceEntry['connector'], folder: string): Connector {
  return {
    kind: 'rest',
    auth: normaliseAuth(entry?.auth, folder),
    ...(entry?.ca === undefined ? {} : { ca: resolve(folder, entry.ca) }),
  };
}

type AuthEntry = NonNullable<NonNullable<ServiceEntry['connector']>['auth']>;

function normaliseAuth(auth: AuthEntry | undefined, folder: string): ConnectorAuth {
  if (auth === undefined || auth.kind === 'none') return { kind: 'none' };
  if (auth.kind === 'header') {
    return { kind: 'header', name: auth.name, secret: normaliseSecret(auth.secret, folder) };
  }
  if (auth.kind === 'basic') {
    return { kind: 'basic', username: auth.username, password: normaliseSecret(auth.password, folder) };
  }
  return {
    kind: 'mtls',
    certificate: normaliseSecret(auth.certificate, folder),
    key: normaliseSecret(auth.key, folder),
  };
}

function normaliseSecret(secret: Static<typeof scalars.SecretRef>, folder: string): Secret {
  if (secret.file !== undefined) return { file: resolve(folder, secret.file) };
  return { env: secret.env ?? '' };
}
