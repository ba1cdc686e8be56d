import { formatVerifierKey, parseCheckpointBody, parseNote, parseVerifierKey, verifyCheckpoint } from '@simpul/tlog';
import { checkSignature } from './check-signature.ts';
import { checkCosigners, type CosignerReport, type WitnessPolicy } from './cosigners.ts';
import { failed, holds } from './holds.ts';
import { sha256, type TrustedKeys } from './trusted-keys.ts';

/** A checkpoint whose signatures hold. */
export interface SignedCheckpoint extends CosignerReport {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** The signed note, verbatim. */
  readonly note: string;
  /** Keys whose signatures hold: every known key of the log. */
  readonly keys: readonly string[];
  readonly keysFrom: string;
  /** POSIX seconds at which the log signed it, where it says so. */
  readonly signedAt?: number;
}

/** Against what a checkpoint is checked. */
export interface Trust {
  readonly keys: TrustedKeys;
  /** Which witnesses must have cosigned. */
  readonly policy?: WitnessPolicy | undefined;
}

/**
 * Checks the signatures of a checkpoint: all known keys of its log must have signed it, and enough witnesses where a policy
 * says which.
 *
 * @param what the thing that is checked, for the message
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED`, `SIMPUL_CLI_KEY_NOT_VERIFIED`
 */
export async function checkCheckpoint(
  what: string,
  bytes: Uint8Array | string,
  { keys, policy }: Trust,
): Promise<SignedCheckpoint> {
  return holds(what, async () => {
    const note = typeof bytes === 'string' ? bytes : new TextDecoder('utf-8').decode(bytes);
    const { text, signatures } = parseNote(bytes);
    const { origin, size, root } = parseCheckpointBody(text);
    const vkeys = keys.keysOf(origin);
    const known = vkeys.map((vkey) => parseVerifierKey(sha256, vkey));
    const { verifiedBy } = await verifyCheckpoint(note, { keys: known, verify: checkSignature });
    const found = [...new Set(verifiedBy.map(({ key }) => formatVerifierKey(key)))];
    requireAllKeys(what, vkeys, found);
    const others = signatures.filter(
      (line) => !known.some(({ name, keyId }) => name === line.name && keyId === line.keyId),
    );
    const signedAt = Math.max(...verifiedBy.map(({ timestamp = 0 }) => timestamp));
    return {
      origin,
      size,
      root,
      note,
      keys: found,
      keysFrom: keys.from,
      ...(await checkCosigners(what, note, { others, policy })),
      ...(signedAt > 0 && { signedAt }),
    };
  });
}

/** A signature line whose name was damaged would otherwise pass as one by a stranger. */
export function requireAllKeys(what: string, wanted: readonly string[], found: readonly string[]): void {
  const missing = wanted.find((key) => !found.includes(key));
  if (missing !== undefined) {
    throw failed(what, `signature: the known key ${shortKey(missing)} did not sign the checkpoint`);
  }
}

/** Name and id of a key, without the key. */
export function shortKey(vkey: string): string {
  return vkey.split('+').slice(0, 2).join('+');
}
