import { CONFIG, SimpulError } from '@simpul/errors';
import { isQuorum, parsePolicy, TlogError } from '@simpul/tlog';
import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { sha256 } from '../verification/trusted-keys.ts';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** The text of the file of witnesses. @throws SimpulError `SIMPUL_CONFIG_INVALID` */
export function readWitnessPolicyFile(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    parsePolicy(sha256, text);
    return text;
  } catch (cause) {
    const reason = cause instanceof TlogError ? cause.message : `${file} cannot be read`;
    throw new SimpulError(CONFIG.INVALID, { params: { name: '--witness-policy', reason }, cause });
  }
}

/**
 * What a production start has to say about its witnesses (design 05): nothing where the quorum needs one that is elsewhere.
 * @param policy the text of the file of witnesses
 */
export function witnessWarning(policy: string | undefined): string | undefined {
  const risk = 'restoring an old copy of the data folder, or rewriting the log with its key, would go unnoticed';
  if (policy === undefined) return `no witness is configured (--witness-policy): ${risk}`;
  const parsed = parsePolicy(sha256, policy);
  if (parsed.quorum === 'none') return `the witness policy asks for no witness (quorum none): ${risk}`;
  const here = parsed.witnesses.filter(({ url }) => url === undefined || isHere(url)).map(({ name }) => name);
  if (!isQuorum(parsed, new Set(here))) return undefined;
  return `the witnesses on this machine are enough for the quorum: ${risk} by whoever has its disk`;
}

function isHere(url: string): boolean {
  const { hostname = 'localhost' } = URL.parse(url) ?? {};
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(host);
  return family === 0 ? /^(?:.+\.)?localhost$/.test(host) : LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
