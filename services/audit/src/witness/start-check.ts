import { AUDIT, SimpulError } from '@simpul/errors';
import { equalBytes } from '@simpul/tlog';
import type { KnownCheckpoint } from './cosigner.ts';

/** The stored log, as witnesses' knowledge is compared with it. */
export interface StoredLog {
  readonly size: number;
  /** Root of the tree of a size that the log had after some batch; undefined for any other size. */
  rootAt(size: number): Promise<Uint8Array | undefined>;
}

/**
 * Compares the stored log with what witnesses know of it, before anything is signed: only they can tell that an older copy of
 * the store and of the signer's memory was put back, or that history was written anew (facts H 13, G.5).
 * @throws SimpulError `AUDIT.HALTED`, naming the witness and both sizes, if one knows more leaves or another history
 */
export async function refuseOtherHistory(known: readonly KnownCheckpoint[], stored: StoredLog): Promise<void> {
  for (const { witness, size, root } of known) {
    if (size > stored.size) {
      throw halted(`the witness ${witness} knows ${size} leaves of this log, but the store holds ${stored.size}`);
    }
    if (size === 0 || root === undefined) continue;
    // Whatever was signed ended with a batch, so a size at which none ends is of another history too.
    const own = await stored.rootAt(size);
    if (own === undefined || !equalBytes(own, root)) {
      const reason = `the witness ${witness} knows ${size} leaves of another history than the ${stored.size} that the store holds`;
      throw halted(reason);
    }
  }
}

function halted(reason: string): SimpulError {
  return new SimpulError(AUDIT.HALTED, { params: { reason } });
}
