import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CONFIG, SimpulError } from '@simpul/errors';
import {
  decodeText,
  parseCheckpointBody,
  parseNote,
  parseTlogProof,
  type ReceiptCheck,
  saltedDigest,
  toBase64,
  verifyReceipt,
} from '@simpul/tlog';
import type { Terminal } from '../terminal.ts';
import { checkSignature } from './check-signature.ts';
import { failed, holds } from './holds.ts';
import { sha256, type TrustedKeys } from './trusted-keys.ts';

/** A receipt that holds. */
export interface ReceiptReport {
  readonly kind: 'receipt';
  readonly origin: string;
  readonly index: number;
  readonly size: number;
  /** base64. */
  readonly root: string;
  readonly leaf: Readonly<Record<string, unknown>>;
  /** Keys whose signatures hold: every known key of the log. */
  readonly keys: readonly string[];
  readonly keysFrom: string;
  /** Bodies that were compared with their salted digests. */
  readonly compared: readonly Body[];
}

const BODIES = ['request', 'response'] as const;
type Body = (typeof BODIES)[number];
/** What the salt is put before: the X-Road request hash needs the SHA-512 of a request (design 05). */
const INNER_HASH: Readonly<Record<Body, string>> = { request: 'sha512', response: 'sha256' };

export interface ReceiptOptions {
  readonly keys: TrustedKeys;
  readonly terminal: Terminal;
  /** Files with the bodies of the exchange. */
  readonly request?: string | undefined;
  readonly response?: string | undefined;
}

/**
 * Verifies a receipt, offline.
 *
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED`, `SIMPUL_CLI_KEY_NOT_VERIFIED`, `SIMPUL_CONFIG_INVALID` for files
 *   that cannot be read
 */
export async function verifyReceiptFile(file: string, options: ReceiptOptions): Promise<ReceiptReport> {
  const { keys, terminal } = options;
  const bytes = await read(file, terminal);
  const check = await holds(file, async () => {
    const text = decodeText(bytes);
    const { origin } = parseCheckpointBody(parseNote(parseTlogProof(text).checkpoint).text);
    const vkeys = keys.keysOf(origin);
    const verified = await verifyReceipt(text, { hash: sha256, verify: checkSignature, vkeys });
    requireAllKeys(file, vkeys, verified.verifiedKeys);
    const stray = Object.keys(verified.salts).find((name) => verified.leaf[name] === undefined);
    if (stray !== undefined) throw failed(file, `receipt-extra: the salt "${stray}" opens nothing in the record`);
    return verified;
  });
  const compared: Body[] = [];
  for (const body of BODIES) {
    const path = options[body];
    if (path === undefined) continue;
    compareBody(file, { check, body, content: await read(path, terminal) });
    compared.push(body);
  }
  const { origin, index, size, leaf } = check;
  const root = toBase64(check.root);
  return { kind: 'receipt', origin, index, size, root, leaf, keys: check.verifiedKeys, keysFrom: keys.from, compared };
}

/** A signature line whose name was damaged would otherwise pass as one by a stranger. */
export function requireAllKeys(what: string, wanted: readonly string[], found: readonly string[]): void {
  const missing = wanted.find((key) => !found.includes(key));
  if (missing !== undefined) {
    throw failed(
      what,
      `signature: the known key ${missing.split('+').slice(0, 2).join('+')} did not sign the checkpoint`,
    );
  }
}

interface Comparison {
  readonly check: ReceiptCheck;
  readonly body: Body;
  readonly content: Uint8Array;
}

function compareBody(what: string, { check, body, content }: Comparison): void {
  const recorded = (check.leaf[body] as { readonly digest?: unknown } | undefined)?.digest;
  const salt = check.salts[body];
  if (recorded === undefined || salt === undefined) throw failed(what, `the record has no ${body} body`);
  const digest = saltedDigest(sha256, salt, createHash(INNER_HASH[body]).update(content).digest());
  if (digest !== recorded) throw failed(what, `the ${body} body is not the one that was recorded`);
}

async function read(file: string, terminal: Terminal): Promise<Buffer> {
  try {
    return await readFile(resolve(terminal.cwd, file));
  } catch (error) {
    const reason = `cannot be read (${(error as NodeJS.ErrnoException).code})`;
    throw new SimpulError(CONFIG.INVALID, { params: { name: file, reason }, cause: error });
  }
}
