import { CONFIG, SimpulError } from '@simpul/errors';
import type { UpstreamConfig } from '@simpul/identity';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { UpConfig } from './up-config.ts';

/** Where a bus is started, and what it is. */
export interface UpstreamPlace {
  readonly cwd: string;
  readonly mode: 'sandbox' | 'production';
}

/**
 * What the flags say of the region's own OpenID provider; undefined where they name none.
 * @throws SimpulError `SIMPUL_CONFIG_INVALID`, naming the flag
 */
export function readUpstream(config: UpConfig, { cwd, mode }: UpstreamPlace): UpstreamConfig | undefined {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecretFile: file, oidcName } = config;
  if (issuer === undefined) {
    const lonely = [
      ['--oidc-client-id', clientId],
      ['--oidc-client-secret-file', file],
      ['--oidc-name', oidcName],
    ].find(([, value]) => value !== undefined);
    if (lonely?.[0] !== undefined) throw invalid(lonely[0], 'needs --oidc-issuer');
    return undefined;
  }
  if (clientId === undefined) throw invalid('--oidc-client-id', 'is needed with --oidc-issuer');
  if (file === undefined) throw invalid('--oidc-client-secret-file', 'is needed with --oidc-issuer');
  if (!URL.canParse(issuer)) throw invalid('--oidc-issuer', 'is no address');
  if (mode === 'production' && !issuer.startsWith('https://')) {
    throw invalid('--oidc-issuer', `must begin with https:// in production, and is ${issuer}`);
  }
  return { issuer, clientId, clientSecret: readSecret(resolve(cwd, file)), name: oidcName ?? new URL(issuer).hostname };
}

function readSecret(file: string): string {
  const name = '--oidc-client-secret-file';
  let secret: string;
  try {
    secret = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw invalid(name, `${file} cannot be read (${(cause as NodeJS.ErrnoException).code})`, cause);
  }
  if (secret === '') throw invalid(name, `${file} is empty`);
  return secret;
}

function invalid(name: string, reason: string, cause?: unknown): SimpulError {
  return new SimpulError(CONFIG.INVALID, { params: { name, reason }, cause });
}
