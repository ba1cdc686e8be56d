import { createTileReader, formatTilePath, parseTlogProof, proveConsistency } from '@simpul/tlog';
import { leafHash, verifyConsistency, verifyInclusion } from '../../log-checker/rfc6962.mjs';
import { type AuditedLog, publishedTree } from './audited-log.ts';
import type { KnownTree } from './fill-log.ts';
import { leafId } from './sample-leaf.ts';
import { sha256 } from './sha256.ts';

const INCLUSIONS = 200;

/** Milliseconds of each proof. */
export interface ProofTimes {
  /** A whole receipt: the leaf is found and read, its proof made and written. */
  readonly inclusion: readonly number[];
  /** By a client that reads the tiles it needs from the service. */
  readonly consistency: readonly number[];
}

/** Has proofs made, and checks each by the checker's own code. @throws Error if one does not hold */
export async function measureProofs(
  log: AuditedLog,
  { size, trees }: { readonly size: number; readonly trees: readonly KnownTree[] },
): Promise<ProofTimes> {
  const inclusion: number[] = [];
  for (let i = 0; i < INCLUSIONS; i += 1) {
    const index = Math.floor(Math.random() * size);
    const startedAt = performance.now();
    const receipt = await log.receipt(leafId(index));
    inclusion.push(performance.now() - startedAt);
    checkInclusion(index, receipt);
  }
  const consistency: number[] = [];
  for (const tree of trees) {
    const { size: size2, root: root2 } = await publishedTree(log);
    if (tree.size === size2) continue;
    const startedAt = performance.now();
    const hashAt = createTileReader({
      hash: sha256,
      size: size2,
      readTile: (level, index, width) => log.file(formatTilePath({ level, index, width })),
    });
    const proof = await proveConsistency(sha256, { size1: tree.size, size2, hashAt });
    consistency.push(performance.now() - startedAt);
    const hashes = proof.map((hash) => Buffer.from(hash));
    verifyConsistency({ size1: tree.size, size2, root1: Buffer.from(tree.root), root2, proof: hashes });
  }
  return { inclusion, consistency };
}

function checkInclusion(expected: number, receipt: string): void {
  const { extra, index, hashes, checkpoint } = parseTlogProof(receipt);
  const { entry } = JSON.parse(Buffer.from(extra ?? new Uint8Array()).toString()) as { entry: string };
  if (index !== expected) throw new Error(`the receipt of leaf ${expected} is of leaf ${index}`);
  const [, size, root = ''] = checkpoint.split('\n', 3);
  verifyInclusion({
    index,
    size: Number(size),
    leaf: leafHash(Buffer.from(entry, 'base64')),
    root: Buffer.from(root, 'base64'),
    proof: hashes.map((hash) => Buffer.from(hash)),
  });
}
