import {
  type Held,
  importVerifyingKey,
  type ParsedRequest,
  type ParsedResponse,
  type Refused,
  verifyRequest,
  verifyResponse,
} from '@simpul/http-signatures';
import { EXIT } from '../exit-codes.ts';
import { ExitWith } from '../exit-with.ts';
import { formatHeld, formatRefused } from '../output/signature.ts';
import { atTime } from '../signatures/at-time.ts';
import { readKeyFile } from '../signatures/key-file.ts';
import { readMessageFile, readRequestFile, unreadable } from '../signatures/message-file.ts';
import { usage } from '../signatures/usage.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `simpul verify`. */
export interface VerifyMessageOptions {
  readonly key: string;
  readonly request?: string;
  readonly at?: string;
  readonly json?: boolean;
}

/**
 * Checks the signature of the message in a file and prints what was signed, or the rule that is broken.
 *
 * @throws ExitWith `EXIT.verification` where it does not hold; SimpulError `SIMPUL_CLI_USAGE`, `SIMPUL_CONFIG_INVALID`
 */
export async function verifyMessageFile(
  file: string,
  options: VerifyMessageOptions,
  terminal: Terminal,
): Promise<void> {
  const json = options.json === true;
  const raw = await readMessageFile(file, terminal);
  if (!raw.ok) {
    terminal.out(json ? `${JSON.stringify(raw)}\n` : `not a message: ${unreadable(file, raw)}\n`);
    throw new ExitWith(EXIT.verification);
  }
  const result = await verify(raw, options, terminal);
  if (result.ok) {
    const { signature, ...rest } = result;
    const shown = { ...rest, signature: Buffer.from(signature).toString('base64') };
    terminal.out(json ? `${JSON.stringify(shown)}\n` : formatHeld(file, shown));
    return;
  }
  terminal.out(json ? `${JSON.stringify(result)}\n` : formatRefused(file, result));
  throw new ExitWith(EXIT.verification);
}

async function verify(
  raw: ParsedRequest | ParsedResponse,
  options: VerifyMessageOptions,
  terminal: Terminal,
): Promise<(Held & { readonly keyid: string; readonly created: number }) | Refused> {
  const now = atTime(options.at, terminal);
  const key = await readKeyFile(options.key, { importKey: importVerifyingKey, terminal });
  const findKey = (keyid: string) => (keyid === key.keyid ? ({ key, state: 'active' } as const) : undefined);
  if (raw.kind === 'response') {
    const request = await readRequestFile(options.request, terminal);
    return verifyResponse(raw.message, { request, now, findKey });
  }
  if (options.request !== undefined) throw usage('--request goes with a response');
  return verifyRequest(raw.message, { now, findKey, recordNonce: () => true });
}
