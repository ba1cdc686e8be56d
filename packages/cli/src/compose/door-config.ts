import { CONFIG, SimpulError } from '@simpul/errors';
import { type DoorTls, readTlsFiles, readTrustedProxies } from '@simpul/gateway';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { UpConfig } from './up-config.ts';

/** How the public door is reached: by itself over TLS, or through a proxy. */
export interface DoorConfig {
  readonly tls: DoorTls | undefined;
  readonly trustedProxy: string | undefined;
}

/**
 * What the flags say of the public door, with its files looked at before anything is made.
 * @throws SimpulError `SIMPUL_CONFIG_INVALID`, naming the flag
 */
export function readDoorConfig(config: UpConfig, cwd: string): DoorConfig {
  const { tlsCert, tlsKey, tlsClientCa, tlsMin, trustedProxy } = config;
  readTrustedProxies(trustedProxy);
  if (tlsCert === undefined || tlsKey === undefined) {
    if (tlsKey !== undefined) throw invalid('--tls-key', 'needs --tls-cert');
    if (tlsCert !== undefined) throw invalid('--tls-cert', 'needs --tls-key');
    if (tlsClientCa !== undefined) throw invalid('--tls-client-ca', 'needs --tls-cert and --tls-key');
    return { tls: undefined, trustedProxy };
  }
  const tls: DoorTls = {
    certFile: resolve(cwd, tlsCert),
    keyFile: resolve(cwd, tlsKey),
    clientCaFile: tlsClientCa === undefined ? undefined : resolve(cwd, tlsClientCa),
    minVersion: tlsMin === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
  };
  readTlsFiles(tls);
  return { tls, trustedProxy };
}

/** What is wrong with a certificate that does not name the public address: every caller will refuse it. */
export function nameWarning({ tls }: DoorConfig, publicUrl: string): string | undefined {
  if (tls === undefined) return undefined;
  const { hostname } = new URL(publicUrl);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const { certificate } = readTlsFiles(tls);
  const names = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
  return names === undefined
    ? `the certificate of --tls-cert does not name ${host}: callers will refuse it`
    : undefined;
}

function invalid(name: string, reason: string): SimpulError {
  return new SimpulError(CONFIG.INVALID, { params: { name, reason } });
}
