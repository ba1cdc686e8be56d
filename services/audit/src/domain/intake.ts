import { AUDIT, SimpulError } from '@simpul/errors';
import { BATCH_MAX_BYTES, BUSY_RETRY_AFTER_S, INTAKE_MAX_BYTES, INTAKE_MAX_LEAVES } from '../config.ts';
import type { SentLeaf } from './leaf-check.ts';

/** Counts what waits for a commit, and refuses what would be too much. */
export class Intake {
  #leaves = 0;
  #bytes = 0;

  /**
   * Lets work with leaves begin if there is room for them; they leave when it ends.
   * @throws SimpulError `AUDIT.BUSY`; `AUDIT.LEAF_INVALID` for more bytes of leaves than one call may bring
   */
  async admit<T>(leaves: readonly SentLeaf[], work: () => Promise<T>): Promise<T> {
    const leafBytes = leaves.reduce((sum, { leaf }) => sum + leaf.length, 0);
    const bytes = leaves.reduce((sum, { sideCar }) => sum + sideCar.length, leafBytes);
    if (leafBytes > BATCH_MAX_BYTES) {
      const reason = `a call brings more than ${BATCH_MAX_BYTES} bytes of leaves`;
      throw new SimpulError(AUDIT.LEAF_INVALID, { params: { reason } });
    }
    if (this.#leaves + leaves.length > INTAKE_MAX_LEAVES || this.#bytes + bytes > INTAKE_MAX_BYTES) {
      throw new SimpulError(AUDIT.BUSY, { retryAfter: BUSY_RETRY_AFTER_S });
    }
    this.#leaves += leaves.length;
    this.#bytes += bytes;
    try {
      return await work();
    } finally {
      this.#leaves -= leaves.length;
      this.#bytes -= bytes;
    }
  }
}
