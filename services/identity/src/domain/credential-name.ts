/** Longest name of a file that file systems take, in bytes. */
const MAX_NAME = 255;

/**
 * Name of the file that holds a subsystem's sandbox key: `{class}.{member}.{subsystem}.jwk`; undefined if it would be
 * too long.
 */
export function credentialName(subsystem: string): string | undefined {
  const name = `${subsystem.split('/').slice(1).join('.')}.jwk`;
  return name.length > MAX_NAME ? undefined : name;
}
