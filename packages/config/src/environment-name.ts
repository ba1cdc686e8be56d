/** The variable of a setting: `publicUrl` is `SIMPUL_PUBLIC_URL`. */
export function environmentName(key: string): string {
  return `SIMPUL_${key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
