import { constants } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import type { DoorTls } from './door-tls.ts';

/** All of TLS 1.3, and of TLS 1.2 what has forward secrecy and authenticated encryption (RFC 9325, 4.2). */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
];
/** Key exchanges: what Mozilla's configurations take, and before it the hybrid with ML-KEM, for what is recorded today. */
const GROUPS = ['X25519MLKEM768', 'X25519', 'P-256', 'P-384'];

/** PEM of what the door shows and whom it believes. */
export interface DoorKeys {
  readonly cert: string;
  readonly key: string;
  /** Empty: no authority at all, in contrast to Node's default, which is every public one. */
  readonly ca: string[];
}

/** What a handshake at the public door is bound to. */
export function secureOptions(keys: DoorKeys, minVersion: DoorTls['minVersion']): SecureContextOptions {
  return {
    ...keys,
    minVersion,
    maxVersion: 'TLSv1.3',
    ciphers: CIPHERS.join(':'),
    ecdhCurve: GROUPS.join(':'),
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
}
