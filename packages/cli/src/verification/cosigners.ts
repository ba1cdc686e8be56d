import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CONFIG, SimpulError } from '@simpul/errors';
import {
  formatVerifierKey,
  isQuorum,
  type NoteSignature,
  parsePolicy,
  type Policy,
  TlogError,
  verifyCosignature,
} from '@simpul/tlog';
import type { Terminal } from '../terminal.ts';
import { checkSignature } from './check-signature.ts';
import { failed } from './holds.ts';
import { sha256 } from './trusted-keys.ts';

/** A policy of the reader's own (C2SP tlog-policy): which witnesses are enough. */
export interface WitnessPolicy {
  readonly policy: Policy;
  readonly file: string;
}

/** A witness of the policy whose cosignature holds. */
export interface Cosigner {
  /** Its name in the policy. */
  readonly witness: string;
  /** POSIX seconds at which it says that it saw the checkpoint. */
  readonly time: number;
}

/** Who else signed a checkpoint. */
export interface CosignerReport {
  readonly cosigners: readonly Cosigner[];
  /** The policy that they satisfy; absent where none was given. */
  readonly policy?: string;
  /** Names and ids of keys that nobody vouches for here; their signatures were not checked. */
  readonly unknownSigners: readonly string[];
}

/**
 * Reads a policy file.
 *
 * @throws SimpulError `SIMPUL_CONFIG_INVALID`
 */
export async function readPolicy(file: string, terminal: Terminal): Promise<WitnessPolicy> {
  const refuse = (reason: string, cause: unknown): SimpulError =>
    new SimpulError(CONFIG.INVALID, { params: { name: file, reason }, cause });
  let bytes: Uint8Array;
  try {
    bytes = await readFile(resolve(terminal.cwd, file));
  } catch (error) {
    throw refuse(`cannot be read (${(error as NodeJS.ErrnoException).code})`, error);
  }
  try {
    return { policy: parsePolicy(sha256, bytes), file };
  } catch (error) {
    if (error instanceof TlogError) throw refuse(error.message, error);
    throw error;
  }
}

/** Keys of logs that a policy names. */
export function logKeysOf({ policy }: WitnessPolicy): string[] {
  return policy.logs.map(({ key }) => formatVerifierKey(key));
}

export interface CosignerOptions {
  /** Signature lines that are not by the log's own keys. */
  readonly others: readonly NoteSignature[];
  readonly policy?: WitnessPolicy | undefined;
}

/**
 * Checks the cosignatures of a policy's witnesses. A wrong one never passes; whether those that hold are enough is the policy's.
 *
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED`, TlogError `signature`
 */
export async function checkCosigners(
  what: string,
  note: string,
  { others, policy: given }: CosignerOptions,
): Promise<CosignerReport> {
  const cosigners: Cosigner[] = [];
  const unknown = new Set(others.map(nameAndId));
  for (const { name: witness, key } of given?.policy.witnesses ?? []) {
    if (!others.some((line) => nameAndId(line) === nameAndId(key))) continue;
    const { timestamp } = await verifyCosignature(note, key, checkSignature);
    cosigners.push({ witness, time: timestamp });
    unknown.delete(nameAndId(key));
  }
  const unknownSigners = [...unknown];
  if (given === undefined) return { cosigners, unknownSigners };
  const { policy, file } = given;
  const names = new Set(cosigners.map(({ witness }) => witness));
  if (!isQuorum(policy, names)) {
    const who = names.size === 0 ? 'no witness of the policy' : `only ${[...names].join(', ')}`;
    throw failed(what, `${who} cosigned the checkpoint, which is not the quorum "${policy.quorum}" of ${file}`);
  }
  return { cosigners, policy: file, unknownSigners };
}

function nameAndId({ name, keyId }: { readonly name: string; readonly keyId: string }): string {
  return `${name}+${keyId}`;
}
