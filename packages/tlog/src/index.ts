export { fromBase64, fromBase64Url, toBase64, toBase64Url } from './encoding/base64.ts';
export { equalBytes } from './encoding/bytes.ts';
export { decodeText, encodeText } from './encoding/text.ts';
export { canonicalBytes, canonicalJson } from './leaf/canonical-json.ts';
export { commit, SALT_BYTES, saltedDigest } from './leaf/commitment.ts';
export { insertAt, withoutAt } from './leaf/leaf-bytes.ts';
export { createSourceChain, type LeafSource, type SourceChain, type SourceFields } from './leaf/source-chain.ts';
export { CompactRange, readCompactRange } from './merkle/compact-range.ts';
export { type ConsistencyClaim, proveConsistency, verifyConsistency } from './merkle/consistency.ts';
export { emptyRoot, type Hash, HASH_BYTES, hashLeaf, hashNode, hashPerfectTree } from './merkle/hashing.ts';
export { type InclusionClaim, proveInclusion, verifyInclusion } from './merkle/inclusion.ts';
export type { HashAt } from './merkle/perfect-subtrees.ts';
export { type Checkpoint, formatCheckpointBody, parseCheckpointBody } from './notes/checkpoint.ts';
export { cosign, verifyCosignature } from './notes/cosignature.ts';
export {
  type CosignatureInput,
  cosignatureMessage,
  formatCosignature,
  parseCosignature,
  type TimestampedSignature,
} from './notes/cosignature-bytes.ts';
export {
  addSignatures,
  formatNote,
  formatSignatures,
  type Note,
  NOTE_MAX_SIGNATURES,
  type NoteSignature,
  parseNote,
  parseSignatures,
} from './notes/note.ts';
export type { Policy, PolicyGroup, PolicyLog, PolicyWitness } from './notes/policy-definitions.ts';
export { formatPolicy, isQuorum, parsePolicy } from './notes/policy.ts';
export {
  type CheckpointSigner,
  signCheckpoint,
  type SignatureCheck,
  type VerifiedCheckpoint,
  type VerifiedSignature,
  verifyCheckpoint,
  type VerifySignature,
} from './notes/signed-checkpoint.ts';
export {
  createVerifierKey,
  formatVerifierKey,
  NOTE_ALGORITHMS,
  type NoteAlgorithm,
  parseVerifierKey,
  SIGNATURE_ALGORITHMS,
  type SignatureAlgorithm,
  signatureAlgorithm,
  type VerifierKey,
} from './notes/verifier-key.ts';
export {
  formatReceipt,
  type Receipt,
  type ReceiptCheck,
  type ReceiptVerifier,
  verifyReceipt,
} from './proofs/receipt.ts';
export { type ReceiptExtra } from './proofs/receipt-extra.ts';
export { type ReceiptSignature, type ReceiptSignatures } from './proofs/receipt-signatures.ts';
export { formatTlogProof, parseTlogProof, type TlogProof } from './proofs/tlog-proof.ts';
export { decodeEntryBundle, encodeEntryBundle, ENTRY_MAX_BYTES } from './tiles/entry-bundle.ts';
export { type HashTileId, tilesBetween } from './tiles/tile-coordinates.ts';
export { formatTilePath, parseTilePath, TILE_WIDTH, type TileId } from './tiles/tile-path.ts';
export { createTileReader, type ReadTile, type TileReaderOptions } from './tiles/tile-reader.ts';
export { TLOG_RULES, TlogError, type TlogRule } from './tlog-error.ts';
export { type AddCheckpoint, formatAddCheckpoint, parseAddCheckpoint } from './witness/add-checkpoint.ts';
