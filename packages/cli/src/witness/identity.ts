import { SimpulError } from '@simpul/errors';
import { writeDurably } from '@simpul/store';
import { encodeText } from '@simpul/tlog';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CLI } from '../errors.ts';
import { halted } from './halted.ts';
import { STATE_FILE } from './state.ts';
import { type CosignerKey, loadWitnessKeys } from './witness-keys.ts';

const IDENTITY_FILE = 'witness.json';
const FORMAT = 1;
/** Longest name that an ML-DSA-44 cosignature can carry, bytes (C2SP tlog-cosignature). */
const NAME_MAX_BYTES = 255;

/** Who a witness is: name and keys, for ever. */
export interface WitnessIdentity {
  readonly name: string;
  /** Ed25519 first. */
  readonly keys: readonly CosignerKey[];
  /** Marks the folder as begun, once its state is there too; from then on nothing in it may be missing. */
  readonly settle: () => void;
}

/**
 * Reads who the witness of a folder is, or makes one in a new folder. A witness that lost its state must not go on with its keys,
 * because it might cosign a tree that contradicts one it has cosigned.
 *
 * @param wanted name given for a new witness; the host's otherwise
 * @throws SimpulError `SIMPUL_CLI_WITNESS_HALTED` if a part is missing or damaged, `SIMPUL_CLI_USAGE` for another name than it has
 */
export function openIdentity(folder: string, wanted: string | undefined): WitnessIdentity {
  const known = readName(folder);
  if (known !== undefined && wanted !== undefined && wanted !== known)
    throw usage(`the witness in ${folder} is called ${known}, and its keys are bound to that name`);
  if (known !== undefined && !existsSync(join(folder, STATE_FILE)))
    throw halted(folder, `${STATE_FILE} is missing: it forgot what it cosigned; a new folder makes a new witness`);
  const name = known ?? wanted ?? `${hostname()}/witness`;
  if (encodeText(name).length > NAME_MAX_BYTES) throw usage(`a name has at most ${NAME_MAX_BYTES} bytes`);
  return {
    name,
    keys: loadWitnessKeys({ folder, name, mayCreate: known === undefined }),
    settle() {
      if (known === undefined) writeDurably(folder, IDENTITY_FILE, `${JSON.stringify({ format: FORMAT, name })}\n`);
    },
  };
}

function readName(folder: string): string | undefined {
  const file = join(folder, IDENTITY_FILE);
  if (!existsSync(file)) return undefined;
  try {
    const { format, name } = JSON.parse(readFileSync(file, 'utf8')) as { format?: unknown; name?: unknown };
    if (format === FORMAT && typeof name === 'string') return name;
  } catch (cause) {
    throw halted(folder, `${IDENTITY_FILE} cannot be read`, cause);
  }
  throw halted(folder, `${IDENTITY_FILE} is not of format ${FORMAT}`);
}

function usage(reason: string): SimpulError {
  return new SimpulError(CLI.USAGE, { params: { reason: `--name: ${reason}` } });
}
