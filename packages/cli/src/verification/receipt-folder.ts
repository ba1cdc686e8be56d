import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Terminal } from '../terminal.ts';
import { requireNoContradiction } from './growth.ts';
import { type ReceiptReport, type CheckedReceipt, verifyReceiptFile } from './receipt-file.ts';
import type { SignedCheckpoint, Trust } from './signed-checkpoint.ts';

/** Receipts that hold. */
export interface ReceiptsReport {
  readonly kind: 'receipts';
  readonly receipts: readonly (ReceiptReport & { readonly file: string })[];
}

const EXTENSION = '.tlog-proof';

/** The receipts in a folder, by the extension of C2SP tlog-proof. */
export async function receiptsIn(folder: string, terminal: Terminal): Promise<string[]> {
  const names = await readdir(resolve(terminal.cwd, folder));
  return names
    .filter((name) => name.endsWith(EXTENSION))
    .toSorted()
    .map((name) => join(folder, name));
}

/**
 * Verifies receipts, and that no two of them show different trees of one size.
 *
 * @throws SimpulError as `verifyReceiptFile`
 */
export async function verifyReceipts(
  files: readonly string[],
  options: Trust & { readonly terminal: Terminal },
): Promise<{ readonly report: ReceiptsReport; readonly checkpoints: readonly SignedCheckpoint[] }> {
  const bySize = new Map<string, SignedCheckpoint>();
  const checked: (CheckedReceipt & { readonly file: string })[] = [];
  for (const file of files) {
    const receipt = await verifyReceiptFile(file, options);
    const { checkpoint } = receipt;
    const key = `${checkpoint.origin} ${checkpoint.size}`;
    requireNoContradiction(file, bySize.get(key) ?? checkpoint, checkpoint);
    bySize.set(key, checkpoint);
    checked.push({ ...receipt, file });
  }
  const receipts = checked.map(({ file, report }) => ({ file, ...report }));
  return { report: { kind: 'receipts', receipts }, checkpoints: [...bySize.values()] };
}
