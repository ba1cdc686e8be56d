import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Connector, ConnectorAuth } from '@simpul/contracts';
import { readSecret } from './secrets.ts';

/** What a connector adds to each request and to each TLS connection. */
export interface Credentials {
  readonly header: OwnHeader | undefined;
  /** Our certificate, where there is one, and the authorities that are trusted. */
  readonly secureContext: SecureContext;
}

/** Replaces a caller's header of the same name. */
export interface OwnHeader {
  readonly name: string;
  readonly value: string;
}

// RFC 9110 section 5.5, octets as Latin-1 characters.
const FIELD_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]+$/;
const FIELD_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * Reads a connector's secrets.
 *
 * @throws Error when one cannot be read or cannot be sent; it never holds the secret
 */
export function readCredentials({ auth, ca }: Connector): Credentials {
  return {
    header: ownHeader(auth),
    secureContext: createSecureContext({
      ...(ca === undefined ? {} : { ca: readFileSync(ca, 'utf8') }),
      ...(auth.kind === 'mtls' ? { cert: readSecret(auth.certificate), key: readSecret(auth.key) } : {}),
    }),
  };
}

function ownHeader(auth: ConnectorAuth): OwnHeader | undefined {
  if (auth.kind === 'header') return checkedHeader(auth.name, readSecret(auth.secret));
  if (auth.kind !== 'basic') return undefined;
  const pair = Buffer.from(`${auth.username}:${readSecret(auth.password)}`, 'utf8').toString('base64');
  return { name: 'Authorization', value: `Basic ${pair}` };
}

function checkedHeader(name: string, value: string): OwnHeader {
  if (!FIELD_NAME.test(name) || !FIELD_VALUE.test(value)) throw new Error('the secret does not fit into a header');
  return { name, value };
}
