import { resolve } from 'node:path';
import { openLog } from '../proofs/open-log.ts';
import {
  formatLogReport,
  formatLogsReport,
  formatReceiptReport,
  formatReceiptsReport,
} from '../output/verification.ts';
import type { Terminal } from '../terminal.ts';
import type { AccessOptions } from '../verification/entries-access.ts';
import { findTrust, type TrustOptions } from '../verification/find-keys.ts';
import { findLogs } from '../verification/find-logs.ts';
import { isFolder } from '../verification/folder-log.ts';
import { requireGrowth } from '../verification/growth.ts';
import { failed } from '../verification/holds.ts';
import { type Surroundings, surroundings } from '../verification/log-source.ts';
import { verifyLogs } from '../verification/many-logs.ts';
import { verifyReceiptFile } from '../verification/receipt-file.ts';
import { receiptsIn, verifyReceipts } from '../verification/receipt-folder.ts';
import type { SignedCheckpoint, Trust } from '../verification/signed-checkpoint.ts';
import { verifyWholeLog } from '../verification/whole-log.ts';

/** Options of `simpul audit verify`. */
export interface VerifyOptions extends TrustOptions, AccessOptions {
  readonly request?: string;
  readonly response?: string;
  readonly signedBy?: readonly string[];
  /** A log that must have grown from the checkpoints of the receipts. */
  readonly log?: string;
}

/** Checks receipts or whole logs, and prints what was checked, with which keys, and what that does not prove. */
export async function verifyAudit(what: string, options: VerifyOptions, terminal: Terminal): Promise<void> {
  const trust = await findTrust(options, terminal);
  const around = surroundings(terminal, options);
  const print = (report: object, human: string): void =>
    terminal.out(options.json === true ? `${JSON.stringify({ verified: true, ...report })}\n` : human);
  const found = await findLogs(what, { ...options, around });
  if (found === undefined) return verifyReceiptsAt(what, options, { trust, around, print });
  try {
    const logs = await found.list();
    if (found.several) {
      const report = await verifyLogs(logs, { ...trust, around });
      print(report, formatLogsReport(what, report));
      return;
    }
    for (const { source } of logs) {
      const { report } = await verifyWholeLog(source, { ...trust, around });
      print(report, formatLogReport(what, report));
    }
  } finally {
    await found.close();
  }
}

interface ReceiptSurroundings {
  readonly trust: Trust;
  readonly around: Surroundings;
  readonly print: (report: object, human: string) => void;
}

async function verifyReceiptsAt(
  what: string,
  options: VerifyOptions,
  { trust, around, print }: ReceiptSurroundings,
): Promise<void> {
  const { terminal } = around;
  if (await isFolder(resolve(terminal.cwd, what))) {
    const files = await receiptsIn(what, terminal);
    if (files.length === 0)
      throw failed(what, 'the folder holds neither a log (checkpoint) nor receipts (*.tlog-proof)');
    const { report, checkpoints } = await verifyReceipts(files, { ...trust, terminal });
    const still = await compareWithLog(checkpoints, options, { trust, around });
    print({ ...report, ...still }, formatReceiptsReport(what, { ...report, ...still }));
    return;
  }
  const { request, response, signedBy } = options;
  const { report, checkpoint } = await verifyReceiptFile(what, { ...trust, terminal, request, response, signedBy });
  const still = await compareWithLog([checkpoint], options, { trust, around });
  print({ ...report, ...still }, formatReceiptReport(what, { ...report, ...still }));
}

/** Checks that the log has only grown since the receipts were given: each holder of one is a witness of the log. */
async function compareWithLog(
  checkpoints: readonly SignedCheckpoint[],
  options: VerifyOptions,
  { trust, around }: Omit<ReceiptSurroundings, 'print'>,
): Promise<{ readonly grownTo?: number }> {
  if (options.log === undefined) return {};
  const found = await findLogs(options.log, { ...options, around });
  if (found === undefined) throw failed(options.log, 'the folder holds no log');
  try {
    let grownTo = 0;
    const missing = new Set(checkpoints);
    for (const { source } of await found.list()) {
      const log = await openLog(source, trust);
      for (const older of checkpoints.filter(({ origin }) => origin === log.checkpoint.origin)) {
        await requireGrowth(source.name, { older, newer: log.checkpoint, tiles: log.tiles });
        missing.delete(older);
        grownTo = Math.max(grownTo, log.checkpoint.size);
      }
    }
    for (const { origin } of missing) throw failed(options.log, `it is not the log ${origin} of the receipt`);
    return { grownTo };
  } finally {
    await found.close();
  }
}
