import type { LogsReport } from '../verification/many-logs.ts';
import type { CheckedSignature } from '../verification/message-signatures.ts';
import type { ReceiptReport } from '../verification/receipt-file.ts';
import type { ReceiptsReport } from '../verification/receipt-folder.ts';
import type { LogReport } from '../verification/whole-log.ts';
import { keyLines, lines, NOT_PROVEN_OF_LOGS } from './report-lines.ts';
import { text, timeOf } from './record.ts';

/** The size to which the log has grown since, where that was checked. */
interface Compared {
  readonly grownTo?: number;
}

const NOT_PROVEN_OF_RECEIPTS = 'that the answer arrived; that every exchange was recorded';

/** What was checked in a receipt, against which keys, and what that does not prove. */
export function formatReceiptReport(file: string, report: ReceiptReport & Compared): string {
  const { leaf, index, size, origin, root, compared } = report;
  const member = (name: string): string => text(leaf[name] ?? '-');
  return lines([
    `verified: ${file}`,
    `  record      ${member('type')} ${member('outcome')}, exchange ${member('id')}, ${timeOf(leaf)}`,
    ...(leaf['consumer'] === undefined
      ? []
      : [`              ${member('consumer')} -> ${member('provider')}, ${member('op')}`]),
    `  in the log  ${origin}, entry ${index} of ${size}, root ${root}`,
    ...keyLines(report),
    `  bodies      ${compared.length === 0 ? 'not compared, nor the salts (--request FILE, --response FILE)' : `${compared.join(' and ')} as recorded`}`,
    ...report.signatures.flatMap(signatureLines),
    ...historyLines(report),
    `  not proven  ${NOT_PROVEN_OF_RECEIPTS}; that the bus shows others the same log,`,
    '              for which a witness or another reader must have seen this root',
  ]);
}

/** What a signature shows, and whether anything but the receipt says whose its key is. */
function signatureLines({ of, keyid, keyVerified, created, covered }: CheckedSignature): string[] {
  const said =
    of === 'request' ? `${covered['"@method"']} ${covered['"@target-uri"']}` : `status ${covered['"@status"']}`;
  return [
    `  ${of.padEnd(10)}  signed at ${new Date(created * 1000).toISOString()}: ${said}`,
    `              key ${keyid}${keyVerified ? ', as given' : ': key not verified, it came with the receipt (--signed-by JWK)'}`,
  ];
}

/** The same for a folder of receipts. */
export function formatReceiptsReport(folder: string, report: ReceiptsReport & Compared): string {
  const { receipts } = report;
  const [first] = receipts;
  return lines([
    `verified: ${receipts.length} receipts in ${folder}`,
    ...receipts.map(
      ({ file, leaf, origin, index, size }) =>
        `  ${file}: exchange ${text(leaf['id'])}, ${origin}, entry ${index} of ${size}`,
    ),
    ...(first === undefined ? [] : keyLines(first)),
    '  bodies      not compared, nor the salts (one receipt at a time: --request FILE, --response FILE)',
    ...historyLines(report),
    `  not proven  ${NOT_PROVEN_OF_RECEIPTS}; that the bus shows others the same log`,
  ]);
}

/** What was checked in a whole log, against which keys, and what that does not prove. */
export function formatLogReport(what: string, report: LogReport): string {
  return lines([`verified: ${what}`, ...logLines(report), ...NOT_PROVEN_OF_LOGS]);
}

/** The same for several logs, and how they hang together. */
export function formatLogsReport(what: string, { logs }: LogsReport): string {
  return lines([
    `verified: ${logs.length} logs of ${what}`,
    ...logs.flatMap((log) => [...logLines(log), linkLine(log)]),
    ...NOT_PROVEN_OF_LOGS,
  ]);
}

function logLines(report: LogReport): string[] {
  const { origin, size, root, tiles } = report;
  return [
    `  log         ${origin}`,
    `  checked     ${size} entries and ${tiles} tiles lead to the signed root ${root}`,
    ...keyLines(report),
  ];
}

function linkLine({ follows, linked }: LogsReport['logs'][number]): string {
  if (follows === undefined) return '  before it   nothing: its first entry names no log';
  return `  before it   ${follows}, ${linked ? 'which ended where its first entry says' : 'which was not among the logs checked'}`;
}

function historyLines({ grownTo }: Compared): string[] {
  if (grownTo === undefined) return ['  history     not compared with what the log shows now (--log ADDRESS)'];
  return [`  history     the log shows the same beginning now, at ${grownTo} entries`];
}
