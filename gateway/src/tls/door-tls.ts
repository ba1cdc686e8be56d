/** How the public door speaks TLS. Files hold PEM and are read again when they change. */
export interface DoorTls {
  /** The certificate, then those between it and its authority. */
  readonly certFile: string;
  /** Its private key, not encrypted. */
  readonly keyFile: string;
  /** Authorities of client certificates. Absent: a client certificate counts by being registered alone. */
  readonly clientCaFile?: string | undefined;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
}

/** Milliseconds for a TLS handshake. */
export const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Milliseconds between two looks at whether the files changed. */
export const FILES_CHECK_MS = 5000;
