import { decodeText } from '../encoding/text.ts';
import { canonicalJson } from '../leaf/canonical-json.ts';
import { type Hash, hashLeaf } from '../merkle/hashing.ts';
import { verifyInclusion } from '../merkle/inclusion.ts';
import { type VerifySignature, verifyCheckpoint } from '../notes/signed-checkpoint.ts';
import { formatVerifierKey, parseVerifierKey } from '../notes/verifier-key.ts';
import { TlogError } from '../tlog-error.ts';
import { decodeReceiptExtra, encodeReceiptExtra, type ReceiptExtra } from './receipt-extra.ts';
import { formatTlogProof, parseTlogProof, type TlogProof } from './tlog-proof.ts';

/** What a receipt is made of. */
export interface Receipt extends ReceiptExtra, Omit<TlogProof, 'extra'> {}

/** What was checked, and holds. */
export interface ReceiptCheck extends ReceiptExtra {
  /** The leaf, read from `entry`. */
  readonly leaf: Readonly<Record<string, unknown>>;
  readonly index: number;
  /** Leaves of the log at the checkpoint. */
  readonly size: number;
  readonly root: Uint8Array;
  readonly origin: string;
  /** Pinned vkeys whose signatures on the checkpoint hold. */
  readonly verifiedKeys: readonly string[];
}

export interface ReceiptVerifier {
  readonly hash: Hash;
  readonly verify: VerifySignature;
  /** Keys that the verifier trusts beforehand; a key that came with the receipt proves nothing. */
  readonly vkeys: readonly string[];
}

/** Writes a receipt: a C2SP tlog-proof whose `extra` holds the leaf and the asking side's salts. */
export function formatReceipt({ entry, salts, signatures, ...proof }: Receipt): string {
  return formatTlogProof({ ...proof, extra: encodeReceiptExtra({ entry, salts, signatures }) });
}

/**
 * Verifies a receipt: its form, the checkpoint's signatures by pinned keys, the leaf's form, and that the leaf is in the log.
 * Salted digests are not compared: for that take `saltedDigest` over what was sent or received.
 *
 * @throws TlogError whose `rule` names what does not hold
 */
export async function verifyReceipt(receipt: string, { hash, verify, vkeys }: ReceiptVerifier): Promise<ReceiptCheck> {
  const { extra, index, hashes, checkpoint: note } = parseTlogProof(receipt);
  if (extra === undefined) throw new TlogError('receipt-extra', 'missing: nothing says what is proven');
  const keys = vkeys.map((vkey) => parseVerifierKey(hash, vkey));
  const { checkpoint, verifiedBy } = await verifyCheckpoint(note, { keys, verify });
  const { entry, salts, signatures } = decodeReceiptExtra(extra);
  const { origin, size, root } = checkpoint;
  verifyInclusion(hash, { index, size, leafHash: hashLeaf(hash, entry), root }, hashes);
  const verifiedKeys = [...new Set(verifiedBy.map(({ key }) => formatVerifierKey(key)))];
  const proven = { leaf: readLeaf(entry), entry, salts, index, size, root, origin, verifiedKeys };
  return signatures === undefined ? proven : { ...proven, signatures };
}

function readLeaf(entry: Uint8Array): Record<string, unknown> {
  try {
    const text = decodeText(entry);
    const leaf: unknown = JSON.parse(text);
    if (text.startsWith('{') && canonicalJson(leaf) === text) return leaf as Record<string, unknown>;
  } catch (error) {
    throw new TlogError('leaf', 'cannot be read', { cause: error });
  }
  throw new TlogError('leaf', 'not a canonical JSON object');
}
