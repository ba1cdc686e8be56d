import { formatReceipt, proveInclusion, TILE_WIDTH, verifyReceipt } from '@simpul/tlog';
import { readBundle } from '../verification/bundle.ts';
import { checkSignature } from '../verification/check-signature.ts';
import { failed, holds } from '../verification/holds.ts';
import { sha256 } from '../verification/trusted-keys.ts';
import type { OpenLog } from './open-log.ts';

/** A proof that an entry is in a log at its present checkpoint, made and verified here. */
export interface InclusionProof {
  readonly index: number;
  readonly leaf: Readonly<Record<string, unknown>>;
  /** Sibling of the leaf first. */
  readonly hashes: readonly Uint8Array[];
  /** C2SP tlog-proof whose `extra` holds the entry, and no salts. */
  readonly file: string;
}

/**
 * Proves from the log's tiles that it holds an entry, and verifies the proof as anybody else would.
 *
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED`
 */
export async function makeInclusionProof(log: OpenLog, index: number): Promise<InclusionProof> {
  const { source, checkpoint, tiles } = log;
  const { size, note, keys } = checkpoint;
  const bundle = await readBundle(source, { tiles, size, index: Math.floor(index / TILE_WIDTH) });
  const entry = bundle.entries[index - bundle.first];
  if (entry === undefined) throw failed(source.name, `it has no entry ${index}`);
  return holds(source.name, async () => {
    const hashes = await proveInclusion(sha256, { index, size, hashAt: tiles.hashAt });
    const file = formatReceipt({ entry, salts: {}, index, hashes, checkpoint: note });
    const { leaf } = await verifyReceipt(file, { hash: sha256, verify: checkSignature, vkeys: keys });
    return { index, leaf, hashes, file };
  });
}
