import { parseRawMessage, type RawMessage, type RawMessageRule, type RequestMessage } from '@simpul/http-signatures';
import type { Terminal } from '../terminal.ts';
import { readGivenFile } from '../verification/given-file.ts';
import { usage } from './usage.ts';

const REASONS: Readonly<Record<RawMessageRule, string>> = {
  'head-too-long': 'the head is longer than 64 KiB',
  'head-unended': 'no empty line ends the head',
  'control-character': 'a control character, or a line that ends in another way than the first',
  'first-line': 'neither "METHOD target HTTP/1.1" nor "HTTP/1.1 status reason"',
  'folded-line': 'a header line that begins with a blank',
  'field-line': 'no "Name: value"',
  'transfer-encoding': 'a transfer coding; write the body as it is, without one',
  'content-length':
    'Content-Length is not the length of the body (does the file end in a newline too many?), or stands twice',
  host: 'exactly one Host is needed, the same as in an absolute target',
  target: 'the target must be absolute or begin with "/", without a fragment',
};

/** Reads the message of a file, or of standard input for `-`. @throws SimpulError `SIMPUL_CONFIG_INVALID` */
export async function readMessageFile(file: string, terminal: Terminal): Promise<RawMessage> {
  if (file !== '-') return parseRawMessage(await readGivenFile(file, terminal));
  const chunks: Uint8Array[] = [];
  for await (const chunk of terminal.stdin) chunks.push(chunk);
  return parseRawMessage(Buffer.concat(chunks));
}

/** Reads the request of the option `--request`. @throws SimpulError `SIMPUL_CLI_USAGE`, `SIMPUL_CONFIG_INVALID` */
export async function readRequestFile(file: string | undefined, terminal: Terminal): Promise<RequestMessage> {
  if (file === undefined) throw usage('a response is bound to its request: name it with --request');
  const raw = await readMessageFile(file, terminal);
  if (!raw.ok) throw usage(unreadable(file, raw));
  if (raw.kind !== 'request') throw usage(`--request ${file} is a response`);
  return raw.message;
}

/** Why a message cannot be read. */
export function unreadable(file: string, { rule, line }: { rule: RawMessageRule; line?: number }): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `${place}: ${REASONS[rule]} (${rule})`;
}
