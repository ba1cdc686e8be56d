import { CONFIG, SimpulError } from '@simpul/errors';
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { DoorTls } from './door-tls.ts';
import { secureOptions } from './secure-options.ts';

/** What the files hold, usable together. */
export interface TlsMaterial {
  readonly options: SecureContextOptions;
  /** The door's own certificate. */
  readonly certificate: X509Certificate;
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads the files of {@link DoorTls} and makes sure that a door can be opened with them.
 * @throws SimpulError `SIMPUL_CONFIG_INVALID`, naming the flag of the file that must be mended
 */
export function readTlsFiles(tls: DoorTls, now = Date.now()): TlsMaterial {
  const cert = readPem('--tls-cert', tls.certFile);
  const certificate = parse(
    '--tls-cert',
    `${tls.certFile} holds no certificate (PEM)`,
    () => new X509Certificate(cert),
  );
  const { validFromDate, validToDate } = certificate;
  if (validToDate.getTime() < now) throw invalid('--tls-cert', `${tls.certFile} expired on ${day(validToDate)}`);
  if (validFromDate.getTime() > now)
    throw invalid('--tls-cert', `${tls.certFile} is not valid before ${day(validFromDate)}`);
  const key = readPem('--tls-key', tls.keyFile);
  if (!certificate.checkPrivateKey(readKey(key, tls.keyFile)))
    throw invalid('--tls-key', `${tls.keyFile} is not the key of the certificate in ${tls.certFile}`);
  const ca = tls.clientCaFile === undefined ? [] : readAuthorities(tls.clientCaFile);
  const options = secureOptions({ cert, key, ca }, tls.minVersion);
  parse('--tls-cert', `${tls.certFile} cannot be used with its key`, () => createSecureContext(options));
  return { options, certificate };
}

function readKey(pem: string, file: string): KeyObject {
  if (pem.includes('ENCRYPTED')) throw invalid('--tls-key', `${file} is encrypted; give the key without a passphrase`);
  return parse('--tls-key', `${file} holds no private key (PEM)`, () => createPrivateKey(pem));
}

function readAuthorities(file: string): string[] {
  const blocks = readPem('--tls-client-ca', file).match(PEM_CERTIFICATE) ?? [];
  if (blocks.length === 0) throw invalid('--tls-client-ca', `${file} holds no certificate (PEM)`);
  for (const block of blocks) {
    const fault = `${file} holds what is no certificate`;
    const { ca, subject } = parse('--tls-client-ca', fault, () => new X509Certificate(block));
    if (!ca) throw invalid('--tls-client-ca', `${file} holds a certificate that is no authority's: ${subject}`);
  }
  return blocks;
}

function readPem(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw invalid(name, `${file} cannot be read (${String((cause as NodeJS.ErrnoException).code)})`, cause);
  }
}

function parse<T>(name: string, fault: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw invalid(name, fault + code, cause);
  }
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function invalid(name: string, reason: string, cause?: unknown): SimpulError {
  return new SimpulError(CONFIG.INVALID, { params: { name, reason }, cause });
}
