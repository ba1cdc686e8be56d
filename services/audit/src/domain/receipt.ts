import { SimpulError, STORE } from '@simpul/errors';
import type { LogCheckpoint } from '@simpul/store';
import { createTileReader, formatReceipt, fromBase64Url, proveInclusion, type ReceiptSignatures } from '@simpul/tlog';
import type { Salts } from './salts.ts';
import { sha256 } from './sha256.ts';

/** What a receipt is made from. */
export interface ReceiptParts {
  readonly checkpoint: LogCheckpoint;
  readonly index: number;
  readonly leaf: Uint8Array;
  readonly salts: Salts;
  readonly signatures: ReceiptSignatures | undefined;
  /** Reads a stored tile, which may be wider than the checkpoint's. */
  readonly readTile: (level: number, n: number) => Promise<Uint8Array | undefined>;
}

/**
 * Writes the receipt of a leaf that a checkpoint covers (C2SP tlog-proof).
 * @throws SimpulError `STORE.FAILED` if a tile is missing
 */
export async function writeReceipt({
  checkpoint,
  index,
  leaf,
  salts,
  signatures,
  readTile,
}: ReceiptParts): Promise<string> {
  const { size, note } = checkpoint;
  const hashAt = createTileReader({
    hash: sha256,
    size,
    async readTile(level, n, width) {
      const tile = await readTile(level, n);
      if (tile === undefined) {
        throw new SimpulError(STORE.FAILED, { params: { reason: `tile ${level}/${n} of the log is missing` } });
      }
      return tile.subarray(0, width * 32);
    },
  });
  const hashes = await proveInclusion(sha256, { index, size, hashAt });
  const encoded = Object.entries(salts).map(([name, salt]: [string, string]) => [name, fromBase64Url(salt)] as const);
  const extra = { entry: leaf, salts: Object.fromEntries(encoded), signatures };
  return formatReceipt({ ...extra, index, hashes, checkpoint: note });
}
