import { CompactRange, HASH_BYTES, hashLeaf, hashPerfectTree, signCheckpoint, TILE_WIDTH } from '@simpul/tlog';
import { sha256 } from '../../src/domain/sha256.ts';
import type { SignedCheckpoint } from '../../src/witness/cosigner.ts';
import { newSigner } from './note-signer.ts';

export const ORIGIN = 'bus.example/audit/log/ID-LA-2026h1';

export interface GrowingLog {
  /** The signed checkpoint of its first leaves. */
  signed(size: number): Promise<SignedCheckpoint>;
  rootAt(size: number): Uint8Array;
}

/** A log in memory; logs of different seeds differ from the first leaf on. */
export function createGrowingLog(seed = 'a'): GrowingLog {
  const signer = newSigner(ORIGIN, 'ed25519');
  const leafHashes: Uint8Array[] = [];

  function leafHash(index: number): Uint8Array {
    return (leafHashes[index] ??= hashLeaf(sha256, Buffer.from(`${seed} ${index}`)));
  }
  function rootAt(size: number): Uint8Array {
    const range = new CompactRange(sha256);
    for (let index = 0; index < size; index += 1) range.append(leafHash(index));
    return range.root();
  }
  function tile(level: number, index: number, width: number): Uint8Array {
    const first = index * TILE_WIDTH;
    const hashes = Array.from({ length: width }, (_, at) =>
      level === 0 ? leafHash(first + at) : hashPerfectTree(sha256, tile(level - 1, first + at, TILE_WIDTH)),
    );
    return new Uint8Array(Buffer.concat(hashes, width * HASH_BYTES));
  }
  return {
    rootAt,
    async signed(size) {
      const checkpoint = { origin: ORIGIN, size, root: rootAt(size), extensions: [] };
      const note = await signCheckpoint(checkpoint, [signer], { timestamp: 0 });
      return { origin: ORIGIN, size, note, readTile: async (level, index, width) => tile(level, index, width) };
    },
  };
}
