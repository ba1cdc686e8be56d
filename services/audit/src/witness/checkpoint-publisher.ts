import type { LogCheckpoint, LogTile } from '@simpul/store';
import type { ReadTile } from '@simpul/tlog';
import type { SignOnce } from '../checkpoint-loop.ts';
import type { SignedPublication } from '../workers/signer.ts';
import type { Cosigner } from './cosigner.ts';

export interface CheckpointPublisherOptions {
  readonly origin: string;
  /** The signer's next checkpoint, undefined if there is nothing new. */
  readonly sign: () => Promise<SignedPublication | undefined>;
  /** Stores tiles, so that they can be read. */
  readonly putTiles: (tiles: readonly LogTile[]) => Promise<void>;
  /** Stores a checkpoint, and tiles with it, for all to see. */
  readonly publish: (checkpoint: LogCheckpoint & { readonly tiles: readonly LogTile[] }) => Promise<void>;
  readonly readTile: ReadTile;
  /** Told of each checkpoint that waits for witnesses, once its tiles can be read. */
  readonly onSigned?: (checkpoint: LogCheckpoint) => Promise<void>;
  /** Without one what is signed is published at once. */
  readonly cosigner: Cosigner | undefined;
}

/**
 * One step of a log's checkpoint loop: signs, brings the checkpoint to the witnesses, publishes it. Tiles go first, since
 * consistency proofs are made of them. Without quorum nothing is published, and the step says that there was nothing to
 * publish: the next one brings the newest signed checkpoint to the witnesses again.
 */
export function createCheckpointPublisher(options: CheckpointPublisherOptions): SignOnce {
  const { origin, sign, putTiles, publish, onSigned, readTile, cosigner } = options;
  let stored: string | undefined;
  return async () => {
    const signed = await sign();
    if (signed === undefined) return false;
    const { size, note, tiles, isPublished } = signed;
    if (cosigner === undefined || isPublished) {
      await publish({ size, note, tiles });
      return true;
    }
    // Signed once and brought again, a note comes with the same tiles.
    if (note !== stored) {
      if (tiles.length > 0) await putTiles(tiles);
      await onSigned?.({ size, note });
    }
    stored = note;
    const cosigned = await cosigner.cosign({ origin, size, note, readTile });
    if (cosigned === undefined) return false;
    await publish({ size, note: cosigned, tiles: [] });
    return true;
  };
}
