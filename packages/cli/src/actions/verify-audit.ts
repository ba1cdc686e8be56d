import { dataFolderPath } from '../credentials/data-folder.ts';
import { pinFile, readPins } from '../credentials/log-pins.ts';
import { formatLogReport, formatReceiptReport } from '../output/verification.ts';
import type { Terminal } from '../terminal.ts';
import { openLogSource } from '../verification/log-source.ts';
import { type TrustedKeys, trustedKeys } from '../verification/trusted-keys.ts';
import { verifyReceiptFile } from '../verification/receipt-file.ts';
import { verifyWholeLog } from '../verification/whole-log.ts';

/** Options of `simpul audit verify`. */
export interface VerifyOptions {
  readonly vkey?: readonly string[];
  readonly data?: string;
  readonly request?: string;
  readonly response?: string;
  readonly json?: boolean;
}

/** Checks a receipt or a whole log, and prints what was checked, with which keys, and what that does not prove. */
export async function verifyAudit(what: string, options: VerifyOptions, terminal: Terminal): Promise<void> {
  const keys = await findKeys(options, terminal);
  const print = (report: object, human: string): void =>
    terminal.out(options.json === true ? `${JSON.stringify(report)}\n` : human);
  const source = await openLogSource(what, terminal);
  if (source === undefined) {
    const report = await verifyReceiptFile(what, {
      keys,
      terminal,
      request: options.request,
      response: options.response,
    });
    print({ verified: true, ...report }, formatReceiptReport(what, report));
    return;
  }
  try {
    const report = await verifyWholeLog(source, keys);
    print({ verified: true, ...report }, formatLogReport(what, report));
  } finally {
    await source.close();
  }
}

async function findKeys({ vkey, data }: VerifyOptions, terminal: Terminal): Promise<TrustedKeys> {
  if (vkey !== undefined) return trustedKeys({ given: vkey });
  const folder = dataFolderPath(data, terminal);
  return trustedKeys({ pinned: await readPins(folder), file: pinFile(folder) });
}
