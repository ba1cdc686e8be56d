import type { LogReport } from '../verification/whole-log.ts';
import type { ReceiptReport } from '../verification/receipt-file.ts';
import { text, timeOf } from './record.ts';

/** What was checked in a receipt, against which keys, and what that does not prove. */
export function formatReceiptReport(file: string, report: ReceiptReport): string {
  const { leaf, index, size, origin, root, compared } = report;
  const member = (name: string): string => text(leaf[name] ?? '-');
  return lines([
    `verified: ${file}`,
    `  record      ${member('type')} ${member('outcome')}, exchange ${member('id')}, ${timeOf(leaf)}`,
    `              ${member('consumer')} -> ${member('provider')}, ${member('op')}`,
    `  in the log  ${origin}, entry ${index} of ${size}, root ${root}`,
    ...keyLines(report),
    `  bodies      ${compared.length === 0 ? 'not compared, nor the salts (--request FILE, --response FILE)' : `${compared.join(' and ')} as recorded`}`,
    '  not proven  that the answer arrived; that every exchange was recorded; that the bus shows others the same log,',
    '              for which a witness or another reader must have seen this root',
  ]);
}

/** What was checked in a whole log, against which keys, and what that does not prove. */
export function formatLogReport(what: string, report: LogReport): string {
  const { origin, size, root, tiles } = report;
  return lines([
    `verified: ${what}`,
    `  log         ${origin}`,
    `  checked     ${size} entries and ${tiles} tiles lead to the signed root ${root}`,
    ...keyLines(report),
    '  not proven  that every exchange was recorded; that nothing was rewritten before this checkpoint was first seen by',
    '              a witness or another reader; that the bus shows others the same log',
  ]);
}

function keyLines({ keys, keysFrom }: { readonly keys: readonly string[]; readonly keysFrom: string }): string[] {
  const named = keys.map((key) => key.split('+').slice(0, 2).join('+'));
  return named.map((key, index) => (index === 0 ? `  signed by   ${key}, ${keysFrom}` : `              ${key}`));
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
