import { readFileSync } from 'node:fs';
import type { SecretRef } from '@simpul/contracts';

/**
 * The secret behind a reference, without one trailing newline.
 *
 * @throws Error when there is none; it names the reference, never the secret
 */
export function readSecret(reference: SecretRef): string {
  const text = 'file' in reference ? readFileSync(reference.file, 'utf8') : process.env[reference.env];
  if (text === undefined)
    throw new Error(`the environment variable ${'env' in reference ? reference.env : ''} is not set`);
  return text.replace(/\r?\n$/, '');
}
