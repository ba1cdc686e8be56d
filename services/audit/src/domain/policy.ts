/**
 * The log's policy as C2SP tlog-policy. It names the Ed25519 key, which every C2SP tool knows, and asks for no witness
 * while none is configured.
 */
export function writePolicy(verifierKey: string, url: string): string {
  return `log ${verifierKey} ${url}\nquorum none\n`;
}
