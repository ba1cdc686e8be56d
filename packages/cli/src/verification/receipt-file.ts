import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CONFIG, SimpulError } from '@simpul/errors';
import { decodeText, parseTlogProof, type ReceiptCheck, saltedDigest, toBase64, verifyReceipt } from '@simpul/tlog';
import type { Terminal } from '../terminal.ts';
import { checkSignature } from './check-signature.ts';
import { failed, holds } from './holds.ts';
import { checkCheckpoint, type SignedCheckpoint, type Trust } from './signed-checkpoint.ts';
import { sha256 } from './trusted-keys.ts';

/** A receipt that holds. */
export interface ReceiptReport extends Omit<SignedCheckpoint, 'root' | 'note'> {
  readonly kind: 'receipt';
  readonly index: number;
  /** base64. */
  readonly root: string;
  readonly leaf: Readonly<Record<string, unknown>>;
  /** Bodies that were compared with their salted digests. */
  readonly compared: readonly Body[];
}

/** A receipt that holds, with its checkpoint, to be compared with what the log shows now. */
export interface CheckedReceipt {
  readonly report: ReceiptReport;
  readonly checkpoint: SignedCheckpoint;
}

const BODIES = ['request', 'response'] as const;
type Body = (typeof BODIES)[number];
/** What the salt is put before: the X-Road request hash needs the SHA-512 of a request (design 05). */
const INNER_HASH: Readonly<Record<Body, string>> = { request: 'sha512', response: 'sha256' };

export interface ReceiptOptions extends Trust {
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
export async function verifyReceiptFile(file: string, options: ReceiptOptions): Promise<CheckedReceipt> {
  const { terminal, keys, policy } = options;
  const bytes = await readGivenFile(file, terminal);
  const { check, checkpoint } = await holds(file, async () => {
    const text = decodeText(bytes);
    const signed = await checkCheckpoint(file, parseTlogProof(text).checkpoint, { keys, policy });
    const verified = await verifyReceipt(text, { hash: sha256, verify: checkSignature, vkeys: signed.keys });
    const stray = Object.keys(verified.salts).find((name) => verified.leaf[name] === undefined);
    if (stray !== undefined) throw failed(file, `receipt-extra: the salt "${stray}" opens nothing in the record`);
    return { check: verified, checkpoint: signed };
  });
  const compared: Body[] = [];
  for (const body of BODIES) {
    const path = options[body];
    if (path === undefined) continue;
    compareBody(file, { check, body, content: await readGivenFile(path, terminal) });
    compared.push(body);
  }
  const { note: _, root, ...rest } = checkpoint;
  const { index, leaf } = check;
  return { report: { kind: 'receipt', ...rest, root: toBase64(root), index, leaf, compared }, checkpoint };
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

/** A file that the command line names. @throws SimpulError `SIMPUL_CONFIG_INVALID` */
export async function readGivenFile(file: string, terminal: Terminal): Promise<Buffer> {
  try {
    return await readFile(resolve(terminal.cwd, file));
  } catch (error) {
    const reason = `cannot be read (${(error as NodeJS.ErrnoException).code})`;
    throw new SimpulError(CONFIG.INVALID, { params: { name: file, reason }, cause: error });
  }
}
