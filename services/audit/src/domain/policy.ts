import { formatPolicy, parseVerifierKey, type Policy } from '@simpul/tlog';
import { sha256 } from './sha256.ts';

const NO_WITNESSES: Policy = { logs: [], witnesses: [], groups: [], quorum: 'none' };

/**
 * A log's policy as C2SP tlog-policy, for those who verify it: its Ed25519 key, which every C2SP tool knows, and the witnesses
 * without whom the bus publishes nothing.
 */
export function writePolicy(verifierKey: string, url: string, witnesses: Policy = NO_WITNESSES): string {
  return formatPolicy({ ...witnesses, logs: [{ key: parseVerifierKey(sha256, verifierKey), url }] });
}
