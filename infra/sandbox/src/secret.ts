import { readFileSync } from 'node:fs';

/** A value of `secrets/`, which the region file names too, so that both sides agree. */
export function readSecret(name: string): string {
  return readFileSync(new URL(`../secrets/${name}`, import.meta.url), 'utf8').trim();
}
