import { CONFIG, SimpulError } from '@simpul/errors';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DoorConfig } from './door-config.ts';

/** What a start of a production bus is judged by; its region file is checked where it is read. */
export interface ProductionStart {
  readonly publicUrl: string;
  readonly door: DoorConfig;
  /** Folder of the keys that a sandbox makes. */
  readonly credentials: string;
}

/**
 * Refuses to start a production bus with what is only fit for a sandbox.
 * @throws SimpulError `SIMPUL_CONFIG_INVALID`, naming the setting or the file
 */
export function refuseSandboxSettings({ publicUrl, door, credentials }: ProductionStart): void {
  if (!publicUrl.startsWith('https://')) {
    throw invalid('--public-url', `must begin with https:// in production, and is ${publicUrl}`);
  }
  if (door.tls === undefined && door.trustedProxy === undefined) {
    throw invalid('--tls-cert', 'is needed in production, or --trusted-proxy where a proxy in front speaks TLS');
  }
  const key = readdirSync(credentials).find((name) => name.endsWith('.jwk'));
  if (key !== undefined) throw invalid(join(credentials, key), 'is the key of a sandbox; take it away in production');
}

function invalid(name: string, reason: string): SimpulError {
  return new SimpulError(CONFIG.INVALID, { params: { name, reason } });
}
