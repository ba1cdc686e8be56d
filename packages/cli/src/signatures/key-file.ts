import { type Jwk, SignatureError } from '@simpul/http-signatures';
import type { Terminal } from '../terminal.ts';
import { readGivenFile } from '../verification/given-file.ts';
import { usage } from './usage.ts';

/**
 * Reads a JWK from a file and imports it.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE`, `SIMPUL_CONFIG_INVALID` for a file that cannot be read
 */
export async function readKeyFile<K>(
  file: string,
  { importKey, terminal }: { readonly importKey: (jwk: Jwk) => K; readonly terminal: Terminal },
): Promise<K> {
  const jwk = parse(String(await readGivenFile(file, terminal)));
  if (jwk === undefined) throw usage(`${file} is no JWK`);
  try {
    return importKey(jwk);
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error;
    const member = error.about === undefined ? '' : `: see its member "${error.about}"`;
    const advice = isTokenKey(jwk) ? '; with PS256 an RSA key signs tokens and no messages' : '';
    throw usage(`${file} is no key for this; expected Ed25519, P-256, or RSA with alg PS512${member}${advice}`);
  }
}

/** An RSA key as clients of SIMPUL-M2M-1 have it. */
function isTokenKey({ kty, alg }: Jwk): boolean {
  return kty === 'RSA' && alg === 'PS256';
}

/** What is no JSON may be a secret of another form: it is not quoted. */
function parse(text: string): Jwk | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Jwk) : undefined;
  } catch {
    return undefined;
  }
}
