import { SimpulError } from '@simpul/errors';
import { encodeText, parseVerifierKey, TlogError, type VerifierKey } from '@simpul/tlog';
import { CLI } from '../errors.ts';
import { sha256 } from '../verification/trusted-keys.ts';

/** Longest origin that an ML-DSA-44 cosignature can name, bytes (C2SP tlog-cosignature). */
const ORIGIN_MAX_BYTES = 255;

/** Keys of the logs that are cosigned, by origin. */
export type KnownLogs = ReadonlyMap<string, readonly VerifierKey[]>;

/**
 * Reads the values of `--log`: verifier keys whose name is the log's origin, several of one log being allowed.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE` for no key, one that cannot be read, or one that is no log's
 */
export function knownLogs(vkeys: readonly string[]): KnownLogs {
  if (vkeys.length === 0) throw refused('none is given');
  const logs = new Map<string, VerifierKey[]>();
  for (const vkey of new Set(vkeys)) {
    const key = readKey(vkey);
    if (key.algorithm === 'cosignature-ed25519') throw refused('this is the key of a witness, not of a log');
    if (encodeText(key.name).length > ORIGIN_MAX_BYTES)
      throw refused(`the origin has more than ${ORIGIN_MAX_BYTES} bytes`);
    const keys = logs.get(key.name) ?? [];
    if (keys.some(({ keyId }) => keyId === key.keyId)) throw refused('two keys have the same name and id');
    logs.set(key.name, [...keys, key]);
  }
  return logs;
}

function readKey(vkey: string): VerifierKey {
  try {
    return parseVerifierKey(sha256, vkey);
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    throw refused(`${error.message}; expected NAME+ID+KEY as /audit/v1/verification of a bus shows it`, error);
  }
}

function refused(reason: string, cause?: unknown): SimpulError {
  return new SimpulError(CLI.USAGE, { params: { reason: `--log: ${reason}` }, cause });
}
