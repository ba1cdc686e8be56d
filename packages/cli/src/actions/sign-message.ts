import { randomUUID } from 'node:crypto';
import {
  importSigningKey,
  type ParsedRequest,
  type ParsedResponse,
  SignatureError,
  signRequest,
  signResponse,
} from '@simpul/http-signatures';
import { SIGNATURE_LIFE_S } from '../defaults.ts';
import { atTime } from '../signatures/at-time.ts';
import { readKeyFile } from '../signatures/key-file.ts';
import { readMessageFile, readRequestFile, unreadable } from '../signatures/message-file.ts';
import { usage } from '../signatures/usage.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `simpul sign`. */
export interface SignOptions {
  readonly key: string;
  readonly request?: string;
  readonly at?: string;
  readonly label?: string;
  readonly json?: boolean;
}

/**
 * Signs the message of a file and prints it with its signature.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE` for what cannot be signed, `SIMPUL_CONFIG_INVALID` for a file that cannot be read
 */
export async function signMessageFile(file: string, options: SignOptions, terminal: Terminal): Promise<void> {
  const raw = await readMessageFile(file, terminal);
  if (!raw.ok) throw usage(unreadable(file, raw));
  const lines = await sign(file, raw, { options, terminal });
  const pairs = lines.flatMap((name, i) => (i % 2 === 0 ? [[name, lines[i + 1] ?? ''] as const] : []));
  if (options.json === true) {
    terminal.out(`${JSON.stringify({ headers: Object.fromEntries(pairs) })}\n`);
    return;
  }
  const added = pairs.map(([name, value]) => `${name}: ${value}${raw.lineEnd}`).join('') + raw.lineEnd;
  terminal.out(Buffer.concat([raw.head, Buffer.from(added), raw.message.body ?? Buffer.alloc(0)]));
}

async function sign(
  file: string,
  raw: ParsedRequest | ParsedResponse,
  { options, terminal }: { readonly options: SignOptions; readonly terminal: Terminal },
): Promise<string[]> {
  const created = atTime(options.at, terminal);
  const key = await readKeyFile(options.key, { importKey: importSigningKey, terminal });
  const common = { key, created, ...(options.label === undefined ? {} : { label: options.label }) };
  try {
    if (raw.kind === 'response') {
      const request = await readRequestFile(options.request, terminal);
      return await signResponse(raw.message, { ...common, request });
    }
    if (options.request !== undefined) throw usage('--request goes with a response');
    return await signRequest(raw.message, { ...common, expires: created + SIGNATURE_LIFE_S, nonce: randomUUID() });
  } catch (error) {
    if (error instanceof SignatureError) throw usage(`${file} cannot be signed: ${error.message}`);
    throw error;
  }
}
